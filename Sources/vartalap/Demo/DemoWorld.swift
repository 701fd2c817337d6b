import ChatCore
import ChatModel
import ChatNetwork
import ChatServer
import ChatStore
import ChatWire
import Logging

/// Everything around the program in `vartalap demo`: the local server in this process, contacts that answer over real
/// sockets, groups, and an account that looks lived in.
nonisolated struct DemoWorld: Sendable {
    /// What was written into the data directory.
    let account: Account
    /// The contact that sends back what it gets.
    let echo: UserID

    private let server: LocalServer
    private let life: Task<Void, Never>

    /// Starts the server, logs everybody in, brings the contacts online, and fills `directory` with the account's store
    /// and access key.
    ///
    /// - Parameters:
    ///   - directory: the account's data directory; exists, is empty, and is closed to others.
    ///   - now: the wall clock; the history ends a few minutes before it.
    ///   - clock: what the contacts' delays are measured with.
    ///   - log: where the server writes.
    static func start(
        directory: String, now: @escaping @Sendable () -> Timestamp = MessageStore.wallClock,
        clock: any Clock<Duration> = ContinuousClock(), log: Logger = DemoWorld.silence
    ) async throws -> DemoWorld {
        let server = try await LocalServer.start(LocalServerOptions(log: log, now: now))
        do {
            let town = DemoTown(server: server, now: now, clock: clock)
            return try await town.settle(directory: directory)
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Takes everybody offline and stops the server.
    func stop() async {
        life.cancel()
        await life.value
        await server.stop()
    }

    init(account: Account, echo: UserID, server: LocalServer, life: Task<Void, Never>) {
        self.account = account
        self.echo = echo
        self.server = server
        self.life = life
    }

    /// A log that nobody keeps.
    static var silence: Logger {
        Logger(label: "vartalap.demo") { _ in SwiftLogNoOpLogHandler() }
    }
}
