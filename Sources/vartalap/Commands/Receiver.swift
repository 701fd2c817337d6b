import ChatCore
import ChatModel
import ChatStore

/// Prints incoming messages as they are inserted into the store, by this process or by the one that owns the connection.
final class Receiver {
    private let assembly: Assembly
    private let output: Output
    /// How many messages to print; nil for no bound.
    private var remaining: Int?
    private var lastRow: Int64
    private var link: ConnectionState = .offline
    private var wasOnline = false

    /// Begins after the newest message that is stored now.
    init(assembly: Assembly, output: Output, limit: Int?) async throws {
        self.assembly = assembly
        self.output = output
        remaining = limit
        lastRow = try await assembly.store.newestRow()
    }

    /// Runs until enough messages came, the time is up or the task is cancelled.
    ///
    /// - Throws: `ProgramError.signedOut`; `.unreachable` when the server was not reached at any time.
    func run(timeout: Duration?) async throws {
        let client = try assembly.client()
        let link = AccountLink(assembly: assembly, client: client, purpose: .receive) { [weak self] event in
            guard let self, case .connection(let state) = event else { return }
            if state.isOnline { wasOnline = true }
            if state != .connecting, state != .offline { self.link = state }
        }
        let end = try await withThrowingTaskGroup(of: End.self) { group in
            group.addTask {
                try await link.run()
                return .link
            }
            group.addTask { try await self.follow() }
            if let timeout {
                group.addTask {
                    try await ContinuousClock().sleep(for: timeout)
                    return .time
                }
            }
            let first = try await group.next() ?? .time
            await link.flushReceipts()
            group.cancelAll()
            while let _ = try? await group.next() {}
            return first
        }
        try await printNew()
        try judge(end)
    }

    private enum End: Sendable {
        case enough
        case time
        /// The link ended by itself.
        case link
    }

    private func judge(_ end: End) throws(ProgramError) {
        if case .signedOut = link { throw .signedOut }
        if end == .time, !wasOnline, case .waiting(_, _, let reason) = link { throw .unreachable(reason) }
    }

    private func follow() async throws -> End {
        let changes = assembly.store.changes
        if try await printNew() { return .enough }
        for await _ in changes where try await printNew() { return .enough }
        return .time
    }

    /// Prints what has come since the last call.
    ///
    /// - Returns: whether that was enough.
    @discardableResult
    private func printNew() async throws -> Bool {
        while remaining != 0 {
            let messages = try await assembly.store.received(afterRow: lastRow, limit: min(remaining ?? 100, 100))
            if messages.isEmpty { return false }
            for message in messages {
                try MessageLine.print(message, operation: "received", to: output)
                lastRow = message.row
                remaining = remaining.map { $0 - 1 }
            }
        }
        return true
    }
}
