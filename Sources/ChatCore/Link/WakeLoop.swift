/// A loop that takes a turn when it is woken or when a deadline has come, and sleeps otherwise: the one way in which
/// this module waits, so that nothing polls.
///
/// Wake-ups before or during a turn lead to one more turn, so none is lost. A loop can be run once; when its task is
/// cancelled it is over.
package struct WakeLoop: Sendable {
    /// What a turn wants next.
    package enum Next: Hashable, Sendable {
        /// Another turn when woken, or at this uptime.
        case turn(at: Duration?)
        case end
    }

    private let clock: any Clock<Duration>
    private let uptime: Uptime
    private let wakes: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    package init(clock: any Clock<Duration>, uptime: Uptime) {
        self.clock = clock
        self.uptime = uptime
        (wakes, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Causes a turn soon; any number of calls before it cause one.
    package func wake() {
        continuation.yield()
    }

    /// Takes a first turn at once, then goes on until a turn says `.end` or throws, or the task is cancelled.
    ///
    /// A timer that is set goes off even when the turns meanwhile want to sleep longer, and one that goes off a little
    /// early will do: a turn too many costs less than a timer for each.
    package func run(_ turn: @escaping @Sendable () async throws -> Next) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            var wakes = wakes.makeAsyncIterator()
            /// When timers go off.
            var alarms: [Duration] = []
            while !Task.isCancelled, case .turn(let deadline) = try await turn() {
                let now = uptime.now
                alarms.removeAll { $0 <= now }
                if let deadline, !alarms.contains(where: { (deadline - Self.earliness...deadline).contains($0) }) {
                    alarms.append(deadline)
                    group.addTask {
                        // From when the task begins, which may be later.
                        try? await clock.sleep(for: max(.zero, deadline - uptime.now))
                        wake()
                    }
                }
                await wakes.next()
            }
            group.cancelAll()
        }
    }

    /// How much too early a turn may be.
    private static let earliness: Duration = .seconds(1)
}
