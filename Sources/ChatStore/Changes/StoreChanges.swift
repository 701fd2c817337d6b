import Synchronization

/// The commits to a store since this value was asked for, coalesced: what happens while the consumer is busy arrives
/// as one value. Ends when the store is closed.
///
/// One consumer iterates it; another asks the store for its own.
package struct StoreChanges: AsyncSequence, Sendable {
    package typealias Element = StoreChange
    package typealias Failure = Never

    let subscriber: ChangeSubscriber
    let signals: AsyncStream<Void>

    package func makeAsyncIterator() -> Iterator {
        Iterator(subscriber: subscriber, signals: signals.makeAsyncIterator())
    }

    /// Waits for the next signal and takes everything that has gathered.
    package struct Iterator: AsyncIteratorProtocol {
        let subscriber: ChangeSubscriber
        var signals: AsyncStream<Void>.Iterator

        package mutating func next() async -> StoreChange? {
            await next(isolation: nil)
        }

        package mutating func next(isolation actor: isolated (any Actor)?) async -> StoreChange? {
            while await signals.next(isolation: actor) != nil {
                let change = subscriber.take()
                if !change.isEmpty { return change }
            }
            return nil
        }
    }
}

/// Where the changes for one consumer gather: a set of topics that grows without a lock, and at most one signal.
final class ChangeSubscriber: Sendable {
    private let gathered = Atomic<UInt32>(0)
    private let signals: AsyncStream<Void>.Continuation

    init(signals: AsyncStream<Void>.Continuation) {
        self.signals = signals
    }

    func add(_ change: StoreChange) {
        gathered.bitwiseOr(change.rawValue, ordering: .acquiringAndReleasing)
        signals.yield()
    }

    func take() -> StoreChange {
        StoreChange(rawValue: gathered.exchange(0, ordering: .acquiringAndReleasing))
    }

    func finish() {
        signals.finish()
    }
}
