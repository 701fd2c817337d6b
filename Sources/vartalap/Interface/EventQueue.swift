import ChatUI

/// Collects what happens, from every source, until the interface takes it in one batch: it draws once a batch.
final class EventQueue {
    private var events: [AppEvent] = []
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init() {
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func post(_ event: AppEvent) {
        events.append(event)
        signal.yield()
    }

    /// Ends `batches` after what is still in the queue.
    func finish() {
        signal.finish()
    }

    /// Calls `handle` with every batch, until it returns false or the queue is finished.
    func run(_ handle: ([AppEvent]) -> Bool) async {
        for await _ in signals {
            let batch = events
            events = []
            guard batch.isEmpty || handle(batch) else { return }
        }
    }
}
