import ChatModel
import ChatServer
import ChatStore
import Foundation
import Logging

/// What the built program reaches with a real server on 127.0.0.1: draining an outbox, taking in a backlog, starting.
struct ProgramBench {
    let floor: Floor
    let workplace: Workplace
    /// The path of the release program.
    let program: String

    /// The figures of one backlog on its way from a sender's outbox through the server into a receiver's store.
    struct Passage {
        /// Messages a second that left the outbox, acknowledged by the server.
        var drained = 0.0
        /// Messages a second that were stored and acknowledged by the receiver.
        var ingested = 0.0
        /// The same with the time that it takes to index them for search afterwards.
        var indexed = 0.0
        /// The receiver's resident memory after each tenth of the backlog, megabytes.
        var resident: [Double] = []
        /// The most it ever was, megabytes.
        var peak = 0.0
    }

    /// Writes messages offline, drains them to the server, and has them taken in by somebody who was offline meanwhile.
    func passage(count: Int, conversations: Int) async throws -> Passage {
        let (server, directories, drained) = try await backlog(count: count, conversations: conversations)
        var passage = Passage()
        passage.drained = drained
        let share = count / conversations
        let inbox = try MessageStore.open(path: directories[0] + "/store.sqlite")
        let clock = ContinuousClock()
        let began = clock.now
        let taker = try start(directories[0])
        let arrivals = inbox.changes
        while case let row = try await inbox.newestRow(), row < share {
            if Double(passage.resident.count) < Double(row) * 10 / Double(share) {
                passage.resident.append(memory(of: taker, "VmRSS:"))
            }
            try await next(arrivals)
        }
        let taken = clock.now - began
        passage.ingested = Double(share) / (taken / .seconds(1))
        passage.peak = memory(of: taker, "VmHWM:")
        try stop(taker)
        let indexing = try await clock.measure { try await inbox.catchUpSearchIndex() }
        passage.indexed = Double(share) / ((taken + indexing) / .seconds(1))
        try inbox.close()
        await server.stop()
        return passage
    }

    /// Microseconds from a key to its echo while the interface takes a backlog in.
    func keysDuringBacklog(count: Int, seconds: Int) async throws -> [String: Double] {
        let (server, directories, _) = try await backlog(count: count, conversations: 1)
        let inbox = try MessageStore.open(path: directories[0] + "/store.sqlite")
        _ = try await inbox.startDirect(with: StoreBench.own)
        try inbox.close()
        let figures = try floor(["keys", "Chats", "\(seconds)", program, "--data-dir", directories[0]])
        await server.stop()
        return figures
    }

    /// Microseconds from a key to its echo in an interface with nothing else to do.
    func keys(directory: String, seconds: Int) throws -> [String: Double] {
        try floor(["keys", "Chats", "\(seconds)", program, "--data-dir", directory])
    }

    /// Writes messages offline and drains them to a server that keeps them for receivers who are offline.
    ///
    /// - Returns: the server, the receivers' data directories, and the messages a second that were drained.
    private func backlog(
        count: Int, conversations: Int
    ) async throws -> (server: LocalServer, directories: [String], drained: Double) {
        let server = try await Self.server()
        let directory = try await login(StoreBench.own.rawValue, server)
        let receivers = (0..<conversations).map { "+9198\(20_000_000 + $0)" }
        var directories: [String] = []
        for receiver in receivers { directories.append(try await login(receiver, server)) }
        let store = try MessageStore.open(path: directory + "/store.sqlite")
        try await enqueue(count: count, to: receivers.map { UserID($0) }, store)
        let clock = ContinuousClock()
        let began = clock.now
        let sender = try start(directory)
        let changes = store.changes
        while try await !store.outboxItems(limit: 1).isEmpty { try await next(changes) }
        let drained = Double(count) / ((clock.now - began) / .seconds(1))
        try stop(sender)
        try store.close()
        return (server, directories, drained)
    }

    /// A server that hands a backlog over whole: the real ones jam at about 290 kB.
    static func server() async throws -> LocalServer {
        let log = Logger(label: "server") { _ in SwiftLogNoOpLogHandler() }
        return try await LocalServer.start(LocalServerOptions(fixed: .jamsOnBacklog, log: log))
    }

    /// Microseconds from starting the program until its interface shows `text` in a terminal, and what it costs then.
    func firstFrame(_ text: String, directory: String) throws -> [String: Double] {
        try floor(["frame", text, program, "--data-dir", directory])
    }

    // MARK: Steps

    /// Signs in; returns the account's new data directory.
    func login(_ number: String, _ server: LocalServer) async throws -> String {
        let directory = workplace.fresh("account")
        let code = await server.issueCode(for: UserID(number))
        _ = try Command(
            path: program,
            arguments: ["login", "--server", server.url, "--number", number, "--otp-stdin", "--data-dir", directory]
        ).output(input: code + "\n")
        return directory
    }

    private func enqueue(count: Int, to people: [UserID], _ store: MessageStore) async throws {
        var words = Words()
        var conversations: [ConversationID] = []
        for person in people { conversations.append(try await store.startDirect(with: person).id) }
        let now = Int64(Date().timeIntervalSince1970 * 1_000)
        for at in stride(from: 0, to: count, by: 1_000) {
            try await store.enqueue(
                (at..<min(at + 1_000, count)).map { index in
                    OutgoingText(
                        id: words.id(index), conversation: conversations[index % conversations.count],
                        text: words.text(14), now: Timestamp(milliseconds: now))
                })
        }
    }

    private func start(_ directory: String) throws -> Process {
        let process = Command(path: program, arguments: ["receive", "--json", "--data-dir", directory]).process()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private func stop(_ process: Process) throws {
        process.terminate()
        process.waitUntilExit()
    }

    /// Waits for the next commit of any process.
    private func next(_ changes: StoreChanges) async throws {
        for await _ in changes { return }
    }

    /// A figure of /proc/PID/status in megabytes.
    private func memory(of process: Process, _ name: String) -> Double {
        let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
        return (line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Double($0) } ?? 0) / 1_024
    }
}
