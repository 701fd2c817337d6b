import ChatCore
import ChatModel
import ChatNetwork
import ChatServer
import ChatWire
import FaultProxy
import Logging

/// The real client's network, a fault proxy and the local server, one behind the other.
struct Wire {
    let proxy: FaultProxy
    let server: LocalServer
    let asha = UserID("+919812345678")
    let bela = UserID("+919876543210")
    private let design = ServerDesign.v2_8

    /// Runs `body` on a wire of its own with these faults, and a server without the defects in `fixed`.
    static func with(
        _ faults: String = "", seed: UInt64 = 1, fixed: Quirks = [], _ body: (Wire) async throws -> Void
    ) async throws {
        let server = try await LocalServer.start(
            LocalServerOptions(fixed: fixed, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        let proxy = try await FaultProxy.start(
            to: server.url, faults: try Fault.list(parsing: faults), seed: seed)
        let result = await Result { try await body(Wire(proxy: proxy, server: server)) }
        await proxy.stop()
        await server.stop()
        try result.get()
    }

    /// Replaces the faults.
    func set(_ faults: String) async throws {
        await proxy.set(try Fault.list(parsing: faults))
    }

    /// A key for the user, got without the proxy.
    func accessKey(_ user: UserID) async throws -> String {
        let request = design.api.login(user: user, token: await server.issueCode(for: user))
        return try design.api.readLogin(try await HTTPDirectory().perform(request, server: server.url)).accessKey
    }

    /// A socket of the user through the proxy, or by another way.
    func connect(_ user: UserID, key: String? = nil, through url: String? = nil) async throws -> any Connection {
        var accessKey = key ?? ""
        if key == nil { accessKey = try await self.accessKey(user) }
        var options = NetworkOptions()
        options.connectTimeout = .seconds(60)
        return try await WebSocketTransport(options: options).connect(
            ConnectRequest(
                server: url ?? proxy.url, path: design.socketPath,
                headers: design.authenticationHeaders(user: user, accessKey: accessKey)))
    }

    func message(_ id: String, _ text: String) throws -> Frame {
        try design.codec.encode(Envelope(id: MessageID(id), from: asha, to: bela.rawValue, content: .text(text)))
    }

    /// What a frame amounts to: `ack m-1`, or the text.
    func words(_ frame: Frame) -> String {
        for case .envelope(let envelope) in design.codec.decode(frame) {
            switch envelope.content {
            case .text(let text): return text
            case .serverAcknowledgement: return "ack \(envelope.id?.rawValue ?? "")"
            default: break
            }
        }
        return "?"
    }

    /// The next `count` frames, in words.
    func hear(_ connection: any Connection, _ count: Int) async throws -> [String] {
        var heard: [String] = []
        for try await frame in connection.frames {
            heard.append(words(frame))
            if heard.count == count { break }
        }
        return heard
    }

    /// Waits for a fault whose text begins so.
    func fault(_ prefix: String) async -> FaultEvent? {
        await proxy.events.first { event in
            if case .fault(let fault) = event.kind { fault.description.hasPrefix(prefix) } else { false }
        }
    }
}

extension Result where Failure == any Error {
    init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
