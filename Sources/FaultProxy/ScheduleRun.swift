import NIOCore

/// A schedule that is being played. Lives on the event loop.
final class ScheduleRun {
    private let board: Switchboard
    private let done: EventLoopPromise<Void>
    /// The spans to come, each with the faults that hold during it.
    private var spans: ArraySlice<(FaultSchedule.Span, [Fault])>
    private var framesLeft = 0
    private var limit: Scheduled<Void>?

    init(_ schedule: FaultSchedule, board: Switchboard, done: EventLoopPromise<Void>) {
        self.board = board
        self.done = done
        spans = schedule.steps.flatMap { [($0.wait, []), ($0.lasts, $0.faults)] }[...]
    }

    func start() { begin() }

    func messagePassed() {
        framesLeft -= 1
        if framesLeft <= 0 { begin() }
    }

    func stop() {
        limit?.cancel()
        spans = []
        done.succeed()
    }

    private func begin() {
        limit?.cancel()
        guard let (span, faults) = spans.popFirst() else {
            board.set([])
            board.ended(self)
            return done.succeed()
        }
        board.set(faults)
        framesLeft = span.frames
        if framesLeft == 0 { return begin() }
        let bound = NIOLoopBound(self, eventLoop: board.loop)
        limit = board.loop.scheduleTask(in: TimeAmount(span.limit)) { bound.value.begin() }
    }
}
