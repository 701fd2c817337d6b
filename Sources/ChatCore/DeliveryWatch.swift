package import ChatModel
package import ChatStore

/// Waits until a message of ours has come as far as asked: what `--send --wait` is made of.
///
/// It reads the store, so it works whoever owns the connection and sends. Source: command line page.
package struct DeliveryWatch: Sendable {
    package enum Outcome: Hashable, Sendable {
        /// The message has come at least as far as asked.
        case reached(Message)
        /// The server refused it, or the user stopped it; `parkReason` says why.
        case parked(Message)
        /// The time is up; the message as it is now, nil when there is none of that id.
        case timedOut(Message?)
    }

    private let store: MessageStore
    private let clock: any Clock<Duration>

    package init(store: MessageStore, clock: any Clock<Duration>) {
        self.store = store
        self.clock = clock
    }

    /// - Parameters:
    ///   - conversation: nil for the newest message of that id.
    ///   - goal: `sent`, `delivered` or `read`; a message that has come further has reached it.
    ///   - timeout: from now; the state at the end is read once more.
    /// - Throws: what the store threw, or `CancellationError`.
    package func wait(
        for id: MessageID, in conversation: ConversationID? = nil, until goal: DeliveryState, timeout: Duration
    ) async throws -> Outcome {
        let uptime = Uptime(clock)
        let loop = WakeLoop(clock: clock, uptime: uptime)
        // Made before the first look, so that no change falls between the two.
        let changes = store.changes
        return try await withThrowingTaskGroup(of: Outcome?.self) { group in
            group.addTask {
                for await _ in changes { loop.wake() }
                return nil
            }
            group.addTask {
                let found = Found()
                try await loop.run {
                    let message = try await store.message(id, in: conversation)
                    guard let outcome = Self.outcome(message, goal: goal, isOver: uptime.now >= timeout) else {
                        return .turn(at: timeout)
                    }
                    await found.set(outcome)
                    return .end
                }
                return await found.outcome
            }
            defer { group.cancelAll() }
            while let outcome = try await group.next() {
                if let outcome { return outcome }
            }
            throw CancellationError()
        }
    }

    private static func outcome(_ message: Message?, goal: DeliveryState, isOver: Bool) -> Outcome? {
        if let message, let state = message.state {
            if state == .parked { return .parked(message) }
            if state.hasReached(goal) { return .reached(message) }
        }
        return isOver ? .timedOut(message) : nil
    }

    /// Carries the outcome out of the loop.
    private actor Found {
        private(set) var outcome: Outcome?

        func set(_ outcome: Outcome) { self.outcome = outcome }
    }
}
