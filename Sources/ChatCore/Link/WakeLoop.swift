/// A loop that takes a turn when it is woken or when a deadline has come, and sleeps otherwise: the one way in which
/// this module waits, so that nothing polls.
///
/// Wake-ups before or during a turn lead to one more turn, so none is lost. Timers are not called back when a deadline
/// moves: a turn too many must be harmless. A loop can be run once; when its task is cancelled it is over.
package struct WakeLoop: Sendable {
    /// What a turn wants next.
    package enum Next: Hashable, Sendable {
        /// Another turn when woken, or at this uptime.
        case turn(at: Duration?)
        case end
    }

    private let clock: any Clock<Duration>
    private let uptime: Uptime
    private let signals: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    package init(clock: any Clock<Duration>, uptime: Uptime) {
        self.clock = clock
        self.uptime = uptime
        (signals, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Causes a turn soon; any number of calls before it cause one.
    package func wake() {
        continuation.yield()
    }

    /// Takes a first turn at once, then goes on until a turn says `.end` or throws, or the task is cancelled.
    package func run(_ turn: @escaping @Sendable () async throws -> Next) async throws {
        wake()
        try await withThrowingDiscardingTaskGroup { timers in
            var armed: Duration?
            for await _ in signals {
                guard case .turn(let deadline) = try await turn() else { break }
                if let due = armed, due <= uptime.now { armed = nil }
                guard let deadline, deadline < armed ?? .seconds(Int64.max) else { continue }
                armed = deadline
                let delay = max(.zero, deadline - uptime.now)
                timers.addTask {
                    try? await clock.sleep(for: delay)
                    wake()
                }
            }
            timers.cancelAll()
        }
    }
}
