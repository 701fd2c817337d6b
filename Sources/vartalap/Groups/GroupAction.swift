import ChatCore
import ChatModel
import ChatStore

/// Changes groups as `--send` sends: stores what is wanted, sees to it that a process does it, and reports how it went. A
/// killed call loses nothing: what was stored is done by the next owner of the connection.
final class GroupAction {
    private let assembly: Assembly
    private let output: Output
    /// How long to wait for the server; nil returns as soon as the change is stored.
    private let timeout: Duration?
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    /// What the link said last, as far as it explains something.
    private var link: ConnectionState = .offline

    init(assembly: Assembly, output: Output, timeout: Duration?) {
        self.assembly = assembly
        self.output = output
        self.timeout = timeout
        start = clock.now
    }

    /// - Returns: the worst status of what was changed.
    func run(
        _ change: (GroupOperations, Assembly) async throws -> [GroupOperation]
    ) async throws -> ProgramStatus {
        let client = try assembly.client()
        let groups = GroupOperations(
            store: assembly.store, design: try assembly.design(), user: assembly.account.user)
        let ids: [MessageID]
        do {
            ids = try await change(groups, assembly).map(\.id)
        } catch {
            let problem = SendReport.Problem(Failure.fact(error))
            guard output.isJSON else { throw error }
            try output.object(GroupReport.failure(problem, milliseconds: (clock.now - start).milliseconds))
            return problem.status
        }
        let watch = GroupOperationWatch(store: assembly.store)
        try await waitUntilDone(ids, watch, client)
        var statuses: [ProgramStatus] = []
        for operation in try await watch.operations(ids) {
            let report = GroupReport(
                operation: operation, problem: problem(of: operation), milliseconds: (clock.now - start).milliseconds)
            try report.print(to: output)
            statuses.append(report.problem?.status ?? .success)
        }
        return .worst(of: statuses)
    }

    /// Returns when every operation has an outcome, or the time is up.
    private func waitUntilDone(_ ids: [MessageID], _ watch: GroupOperationWatch, _ client: ChatClient) async throws {
        guard let timeout else { return }
        let link = AccountLink(assembly: assembly, client: client, purpose: .groups) { [weak self] event in
            if case .connection(let state) = event { self?.note(state) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await link.run() }
            group.addTask { _ = try await watch.wait(for: ids) }
            group.addTask { [clock, start] in try await clock.sleep(until: start + timeout) }
            // The link ends by itself only when the access key was refused: nothing more will happen then either.
            try await group.next()
            await link.flushReceipts()
            group.cancelAll()
            while let _ = try? await group.next() {}
        }
    }

    /// Keeps what explains a failure: a new attempt, or giving up at the end, does not.
    private func note(_ state: ConnectionState) {
        switch state {
        case .connecting, .offline: break
        default: link = state
        }
    }

    private func problem(of operation: GroupOperation) -> SendReport.Problem? {
        switch operation.state {
        case .done: nil
        case .refused(let code, let reason):
            SendReport.Problem(code: code, status: GroupReport.status(ofRefusal: code), text: reason)
        case .queued: timeout.map { waiting($0) }
        }
    }

    /// Why it is not done yet.
    private func waiting(_ timeout: Duration) -> SendReport.Problem {
        switch link {
        case .signedOut:
            SendReport.Problem(
                code: "signedOut", status: .noPermission,
                text: "The server refused the access key. The change is kept; log in again and it is done.")
        case .waiting(_, let retryAt, let reason):
            SendReport.Problem(
                code: "unreachable", status: .temporary,
                text: "\(reason) The change is kept in the outbox and done when the server is reachable.",
                retryAfterMilliseconds: max(0, retryAt.milliseconds(since: SystemClock.now())))
        case .ownedElsewhere:
            SendReport.Problem(
                code: "unacknowledged", status: .temporary,
                text: "Not done within \(timeout.words). The running vartalap keeps trying.")
        case .offline, .connecting, .online:
            SendReport.Problem(
                code: "unacknowledged", status: .temporary,
                text: "Not done within \(timeout.words). The change is kept in the outbox.")
        }
    }
}

nonisolated extension Duration {
    /// `30 s`, or `250 ms` for what is no whole number of seconds.
    fileprivate var words: String {
        milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}
