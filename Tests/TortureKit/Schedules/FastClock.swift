package import ChatModel
import Synchronization

/// A clock that runs many times as fast as the machine's, and leaps on request: gaps of minutes pass in a moment, while
/// what takes real time (sockets, disks) still fits between the deadlines of the real numbers.
package final class FastClock: Clock, Sendable {
    package struct Instant: InstantProtocol {
        package var offset: Duration

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    /// How many seconds pass in one.
    let rate: Int
    private let start = ContinuousClock.now
    private let wallStart: Timestamp
    /// Nanoseconds.
    private let leapt = Atomic<Int64>(0)
    private let alarms = Alarms()

    package init(rate: Int, wallStart: Timestamp) {
        self.rate = rate
        self.wallStart = wallStart
    }

    package var now: Instant {
        let leaps = Duration.nanoseconds(leapt.load(ordering: .acquiring))
        return Instant(offset: (ContinuousClock.now - start) * rate + leaps)
    }

    package var minimumResolution: Duration { .microseconds(rate) }

    /// The wall clock that goes with it.
    package var wallTime: Timestamp {
        let (seconds, attoseconds) = now.offset.components
        return wallStart.advanced(byMilliseconds: seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        while now < deadline {
            try Task.checkCancellation()
            let (number, alarm) = await alarms.listen()
            let rest = (deadline.offset - now.offset) / rate
            if rest > .zero {
                await withTaskGroup { race in
                    race.addTask { for await _ in alarm { return } }
                    race.addTask { try? await ContinuousClock().sleep(for: rest) }
                    await race.next()
                    race.cancelAll()
                }
            }
            await alarms.forget(number)
        }
        try Task.checkCancellation()
    }

    /// Lets that much time pass at once.
    package func leap(by duration: Duration) async {
        let (seconds, attoseconds) = duration.components
        leapt.add(seconds * 1_000_000_000 + attoseconds / 1_000_000_000, ordering: .acquiringAndReleasing)
        await alarms.ring()
    }

    /// Those who sleep, to be told of a leap.
    private actor Alarms {
        private var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        private var count = 0

        func listen() -> (Int, AsyncStream<Void>) {
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            count += 1
            listeners[count] = continuation
            return (count, stream)
        }

        func forget(_ number: Int) {
            listeners.removeValue(forKey: number)?.finish()
        }

        func ring() {
            for listener in listeners.values { listener.yield() }
        }
    }
}
