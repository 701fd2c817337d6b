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
    package func run(_ turn: @escaping @Sendable () async throws -> Next) async throws {
        let bell = Bell()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in wakes { await bell.ring() }
            }
            group.addTask {
                while !Task.isCancelled, case .turn(let deadline) = try await turn() {
                    await sleep(until: deadline, or: bell)
                }
            }
            // The first to end is the loop itself, or the wakes when the task was cancelled.
            try await group.next()
            group.cancelAll()
        }
    }

    private func sleep(until deadline: Duration?, or bell: Bell) async {
        let rings = await bell.listen()
        guard let deadline else {
            for await _ in rings { return }
            return
        }
        let delay = max(.zero, deadline - uptime.now)
        await withTaskGroup { race in
            race.addTask {
                for await _ in rings { return }
            }
            race.addTask { try? await clock.sleep(for: delay) }
            await race.next()
            race.cancelAll()
        }
    }
}

/// Remembers a ring until somebody listens. Each listener has a stream of its own, since a stream is over once the task
/// that waits on it is cancelled.
private actor Bell {
    private var isRung = false
    private var listener: AsyncStream<Void>.Continuation?

    func ring() {
        isRung = true
        tell()
    }

    func listen() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        listener = continuation
        if isRung { tell() }
        return stream
    }

    /// A ring that meets nobody any more is kept for the next listener.
    private func tell() {
        if case .enqueued? = listener?.yield() { isRung = false }
        listener = nil
    }
}
