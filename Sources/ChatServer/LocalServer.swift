package import ChatModel
import Logging
import NIOCore

/// The server of the Vartalap design documents in one process: puts its services together, listens, and stops.
package final class LocalServer: Sendable {
    /// The base URL, `http://127.0.0.1:PORT`.
    package let url: String
    /// The port that is listened on.
    package let port: Int

    private let services: Services
    private let listening: any Channel
    private let run: Task<Void, Never>

    private init(services: Services, listening: any Channel, host: String, port: Int, run: Task<Void, Never>) {
        self.services = services
        self.listening = listening
        self.run = run
        self.port = port
        url = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    /// Opens the storage, binds the port and serves until `stop()`.
    ///
    /// - Throws: what keeps the file from opening or the port from being bound.
    package static func start(_ options: LocalServerOptions = LocalServerOptions()) async throws -> LocalServer {
        let services = try await Services(options)
        let isCutting = options.quirks.contains(.cutsSilentSockets)
        let listener = Listener(
            gateway: services.gateway, silenceLimit: isCutting ? options.silenceLimit : nil,
            pingInterval: options.design.pings ? options.pingInterval : nil)
        let channel = try await listener.bind(host: options.host, port: options.port)
        let connections = ConnectionServer(gateway: services.gateway, sockets: services.sockets, log: options.log)
        let run = Task { await accept(channel, connections, log: options.log) }
        let port = channel.channel.localAddress?.port ?? options.port
        return LocalServer(
            services: services, listening: channel.channel, host: options.host, port: port, run: run)
    }

    /// Makes a one-time code for a login of `user`; it is logged too, in place of the SMS.
    package func issueCode(for user: UserID) async -> String {
        await services.profiles.issueCode(for: user)
    }

    /// Ends every phone sign-in of `user`: ID tokens are no longer taken and no longer renewed.
    package func revokeSignIns(of user: UserID) async {
        await services.firebase.revoke(user)
    }

    /// What would have been pushed to phones, oldest first; the newest thousand.
    package var pushes: [PushNotification] {
        get async { await services.pushes.recorded }
    }

    /// How many messages are kept for `user`: those that wait, and those that were sent but not acknowledged.
    package func keptMessages(for user: UserID) async throws -> (waiting: Int, sent: Int) {
        try await services.persistence.count(for: user)
    }

    /// Closes the port and every connection, and returns when all have ended. Sockets are told 1001 (going away).
    package func stop() async {
        try? await listening.close()
        await services.sockets.closeAll()
        run.cancel()
        await run.value
    }

    /// Serves connections until the port closes.
    private static func accept(
        _ channel: Listener.ServerChannel, _ connections: ConnectionServer, log: Logger
    ) async {
        await withDiscardingTaskGroup { group in
            do {
                try await channel.executeThenClose { inbound in
                    for try await accepted in inbound { group.addTask { await connections.serve(accepted) } }
                }
            } catch {
                log.debug("no longer listening", metadata: ["reason": "\(error)"])
            }
        }
    }
}
