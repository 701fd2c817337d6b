import ChatCore
import ChatModel
import ChatServer
import ChatStore
import Foundation
import Glibc
import Logging
import Testing

/// Many processes of one account that send at the same time while whoever owns the connection is killed again and again,
/// agents and senders alike, and is started again.
///
/// A sender that was killed is started again with the same input and the same `--id`, as a script would. Everything is
/// the built program; the receiver is another account with an agent that nobody kills.
struct ManyProcesses: Sendable {
    var processes: Int
    /// The messages that each process sends.
    var messages: Int
    /// Decides after how many messages, and how many milliseconds later, each owner is killed.
    var seed: UInt64

    /// What happened on the way.
    struct Figures: Sendable {
        var killedAgents = 0
        var killedSenders = 0
        /// Connections of the sending account that the server saw.
        var connections = 0
        var seconds = 0.0
        /// The sender's and the receiver's messages in the order of their timelines.
        var sent: [Message] = []
        var received: [Message] = []
        var unread = 0
        var outbox = OutboxCounts(waiting: 0, parked: 0)
    }

    private static let asha = "+919876543210"
    private static let ravi = "+919812345678"

    func run() async throws -> Figures {
        let connections = ConnectionCount(user: Self.asha)
        var options = LocalServerOptions(log: Logger(label: "server") { _ in connections })
        options.port = 0
        let world = LocalAccounts(server: try await LocalServer.start(options))
        let asha = try await world.person(Self.asha)
        let ravi = try await world.person(Self.ravi)
        let start = ContinuousClock.now
        let (figures, _) = try await RunningProgram.open(ravi, ["agent"]) { receiver in
            try await receiver.wait(forLine: "online")
            let killed = try await send(from: asha, to: ravi)
            return try await inspect(asha, ravi, killed)
        }
        await world.server.stop()
        var result = figures
        result.connections = await connections.count
        result.seconds = (ContinuousClock.now - start) / .seconds(1)
        return result
    }

    /// Runs everybody until all senders have ended by themselves.
    private func send(from asha: Program, to ravi: Program) async throws -> Killed {
        try await withThrowingTaskGroup(of: Killed?.self) { group in
            for _ in 1...2 {
                group.addTask {
                    // Ended by the cancellation, started again after a kill.
                    while !Task.isCancelled { _ = try? await asha.run(["agent"], inputFile: "/dev/null") }
                    return nil
                }
            }
            group.addTask { try await killOwners(of: asha, seenBy: ravi) }
            group.addTask {
                try await withThrowingTaskGroup { senders in
                    for process in 1...processes { senders.addTask { try await send(from: asha, as: process) } }
                    try await senders.waitForAll()
                }
                return nil
            }
            // Of all, only the senders end by themselves.
            _ = try await group.next()
            group.cancelAll()
            var killed = Killed()
            while let one = try await group.next() {
                if let one { killed = one }
            }
            return killed
        }
    }

    /// One sender, started again until it says that every message is with the server.
    private func send(from asha: Program, as process: Int) async throws {
        let input = asha.home.path + "/lines-\(process)"
        try (1...messages).map { text(process, $0) + "\n" }.joined().write(
            toFile: input, atomically: false, encoding: .utf8)
        while true {
            let outcome = try await asha.run(
                ["--send-lines", "--to", Self.ravi, "--id", "p\(process)", "--timeout", "120"], inputFile: input)
            if outcome.status == 128 + SIGKILL { continue }
            try #require(outcome.status == 0, "process \(process): \(outcome.errors)\(outcome.output.suffix(500))")
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count == messages && lines.allSatisfy { !$0.hasPrefix("queued") })
            return
        }
    }

    func text(_ process: Int, _ number: Int) -> String { "process \(process), message \(number)" }

    private struct Killed: Sendable {
        var agents = 0
        var senders = 0
    }

    /// Kills the owner when a random number of messages has arrived and a random moment later, until it is cancelled.
    private func killOwners(of asha: Program, seenBy ravi: Program) async throws -> Killed {
        var generator = SeededGenerator(state: seed)
        let store = try MessageStore.open(path: ravi.dataDirectory + "/store.sqlite", access: .readOnly)
        let count = Int64(processes * messages)
        let most = max(12, count / 25)
        var killed = Killed()
        var next: Int64 = 1
        for await _ in store.changes {
            while !Task.isCancelled {
                let row = try await store.newestRow()
                guard row >= next, row < count else { break }
                try? await ContinuousClock().sleep(for: .microseconds(Int.random(in: 0...20_000, using: &generator)))
                switch try killOwner(of: asha) {
                case nil: continue
                case "agent": killed.agents += 1
                default: killed.senders += 1
                }
                next += Int64.random(in: 0...most, using: &generator)
            }
        }
        return killed
    }

    /// - Returns: what the killed process wanted the connection for; nil when nobody owned it.
    private func killOwner(of asha: Program) throws -> String? {
        let path = asha.dataDirectory + "/" + ConnectionOwner.fileName
        guard let owner = ConnectionOwner.holder(path: path), let purpose = owner.purpose else { return nil }
        // Never anything but the program: the file may be read before its new owner has written into it.
        let program = URL(filePath: try Program.path).resolvingSymlinksInPath().path
        let running = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(owner.processID)/exe")
        guard running == program, kill(owner.processID, SIGKILL) == 0 else { return nil }
        return purpose
    }

    /// Reads both ends' stores when the receiver has as many messages as were sent.
    private func inspect(_ asha: Program, _ ravi: Program, _ killed: Killed) async throws -> Figures {
        let sender = try MessageStore.open(path: asha.dataDirectory + "/store.sqlite", access: .readOnly)
        let receiver = try MessageStore.open(path: ravi.dataDirectory + "/store.sqlite", access: .readOnly)
        let conversation = ConversationID.direct(UserID(Self.asha), UserID(Self.ravi))
        let count = processes * messages
        let changes = receiver.changes
        if try await receiver.received(afterRow: 0, limit: count).count < count {
            for await _ in changes where try await receiver.received(afterRow: 0, limit: count).count >= count { break }
        }
        var figures = Figures(killedAgents: killed.agents, killedSenders: killed.senders)
        figures.sent = try await sender.timeline(of: conversation, before: nil, limit: count + 1)
        figures.received = try await receiver.timeline(of: conversation, before: nil, limit: count + 1)
        figures.unread = try await receiver.totalUnread()
        figures.outbox = try await sender.outboxCounts()
        return figures
    }
}

/// A small generator that says the same for the same seed: SplitMix64.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// Counts the connections of one user in the server's log.
private struct ConnectionCount: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug
    private let user: String
    private let counter = Counter()

    private actor Counter {
        var count = 0
        func add() { count += 1 }
    }

    init(user: String) {
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
        guard "\(event.message)" == "connected", event.metadata?["user"] == .string(user) else { return }
        Task { [counter] in await counter.add() }
    }
}
