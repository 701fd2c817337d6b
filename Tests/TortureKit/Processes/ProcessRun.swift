import ChatModel
import ChatServer
import ChatStore
import ChatWire
import Foundation
import Glibc
import Logging

/// Many processes of one account that send at the same time while whoever owns the connection is killed again and again,
/// agents and senders alike, and is started again; so is the receiver.
///
/// A sender that was killed is started again with the same input and the same `--id`, as a script would. The server is
/// in this process and has none of its design's defects, since what a server loses is proved in `FaultRun`.
/// Source: delivery page, "Several processes".
package struct ProcessRun: Sendable {
    package struct Options: Sendable {
        package var processes = 20
        /// The messages that each process sends.
        package var messages = 100
        /// Decides after how many messages, and how many milliseconds later, each owner is killed.
        package var seed: UInt64
        /// Real time for everybody to learn everything once all is sent.
        package var quietWithin = Duration.seconds(120)

        package init(seed: UInt64) {
            self.seed = seed
        }

        var total: Int { processes * messages }
    }

    static let asha = UserID("+919876543210")
    static let ravi = UserID("+919812345678")

    let options: Options
    /// The built program.
    let path: String
    let directory: String

    /// - Parameter directory: for everything of the run; removed after a clean one.
    package init(_ options: Options, path: String, directory: String) {
        self.options = options
        self.path = path
        self.directory = directory
    }

    package func run() async throws -> ProcessReport {
        let start = ContinuousClock.now
        let connections = ConnectionCount(user: Self.asha)
        guard let behaviour = DesignBehaviour.named("v2.8") else { throw KillRun.Trouble.design("v2.8") }
        let server = try await LocalServer.start(
            LocalServerOptions(
                design: behaviour, fixed: Quirks(rawValue: .max), log: Logger(label: "server") { _ in connections }))
        let asha = try await KillAccount.logIn(
            Self.asha, server: server, design: "v2.8", path: path, directory: directory + "/sender")
        let ravi = try await KillAccount.logIn(
            Self.ravi, server: server, design: "v2.8", path: path, directory: directory + "/receiver")
        var report = ProcessReport(options)
        try await send(from: asha, to: ravi, &report)
        try await judge(asha, ravi, &report)
        await server.stop()
        report.connections = await connections.count
        report.duration = ContinuousClock.now - start
        if report.isClean {
            try FileManager.default.removeItem(atPath: directory)
        } else {
            report.directory = directory
        }
        return report
    }

    /// Runs everybody until all senders have ended by themselves and both accounts know that everything has arrived.
    private func send(from asha: KillAccount, to ravi: KillAccount, _ report: inout ProcessReport) async throws {
        let killer = OwnerKiller(options: options, sender: asha, receiver: ravi)
        let agents = [Agent(asha), Agent(asha), Agent(ravi)]
        report.violations += try await withThrowingTaskGroup(of: Void.self) { group in
            for agent in agents { group.addTask { await agent.live() } }
            group.addTask { try await killer.run() }
            let complaints = try await runSenders(of: asha)
            _ = try await asha.wait(atMost: options.quietWithin) { store in try await isConfirmed(in: store) }
            for agent in agents { await agent.end() }
            group.cancelAll()
            return complaints
        }
        report.kills = await killer.kills
    }

    private func isConfirmed(in store: MessageStore) async throws -> Bool {
        guard try await store.outboxCounts().waiting == 0 else { return false }
        let sent = try await store.timeline(of: conversation, before: nil, limit: options.total + 1)
        return sent.count >= options.total && sent.allSatisfy { $0.state?.hasReached(.delivered) == true }
    }

    /// - Returns: what was wrong with what they said.
    private func runSenders(of asha: KillAccount) async throws -> [String] {
        try await withThrowingTaskGroup(of: [String].self) { group in
            for process in 1...options.processes { group.addTask { try await runSender(process, of: asha) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// One sender, started again until it says that every message is with the server.
    private func runSender(_ process: Int, of asha: KillAccount) async throws -> [String] {
        let input = asha.program.directory + "/lines-\(process)"
        try (1...options.messages).map { text(process, $0) + "\n" }.joined().write(
            toFile: input, atomically: false, encoding: .utf8)
        let arguments = ["--send-lines", "--to", Self.ravi.rawValue, "--id", "p\(process)", "--timeout", "120"]
        while true {
            let outcome = try await asha.program.run(arguments, inputFile: input)
            if outcome.wasKilled { continue }
            guard outcome.ending == .exited(0) else {
                return ["process \(process) ended by itself: \(outcome.ending) \(outcome.errors.suffix(300))"]
            }
            let lines = outcome.output.split(separator: "\n")
            let isDone = lines.count == options.messages && lines.allSatisfy { !$0.hasPrefix("queued") }
            return isDone ? [] : ["process \(process) did not say that all its messages are with the server"]
        }
    }

    func text(_ process: Int, _ number: Int) -> String { "process \(process), message \(number)" }

    var conversation: ConversationID { .direct(Self.asha, Self.ravi) }
}

/// A process that keeps an account's connection, started again whenever it was killed.
private actor Agent {
    private let account: KillAccount
    private var leash: Leash?
    private var isOver = false

    init(_ account: KillAccount) {
        self.account = account
    }

    func live() async {
        while !isOver {
            let leash = Leash()
            self.leash = leash
            _ = try? await account.program.run(["agent"], leash: leash)
        }
    }

    func end() async {
        isOver = true
        await leash?.send(SIGTERM)
    }
}

/// Counts the connections of one user in the server's log.
private struct ConnectionCount: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug
    private let user: UserID
    private let counter = Counter()

    private actor Counter {
        var count = 0
        func add() { count += 1 }
    }

    init(user: UserID) {
        self.user = user
    }

    var count: Int {
        get async { await counter.count }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard "\(event.message)" == "connected", event.metadata?["user"] == .string(user.rawValue) else { return }
        Task { [counter] in await counter.add() }
    }
}
