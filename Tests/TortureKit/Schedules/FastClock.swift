package import ChatModel
import Synchronization

/// A clock that runs many times as fast as the machine's, and leaps on request: gaps of minutes pass in a moment, while
/// what takes real time (sockets, disks) still fits between the deadlines of the real numbers.
///
/// It goes only while `run` is given its turns: on a machine that is too busy to run the clients, their time stands still
/// too, or deadlines of seconds would pass in a moment in which nobody could do anything.
package final class FastClock: Clock, Sendable {
    package struct Instant: InstantProtocol {
        package var offset: Duration

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    /// How many seconds pass in one.
    let rate: Int
    private let wallStart: Timestamp
    private let reading = Mutex(Reading())
    private let alarms = Alarms()

    /// What the clock showed when somebody last moved it on.
    private struct Reading {
        var offset = Duration.zero
        var moment = ContinuousClock.now

        mutating func move(by passed: Duration, rate: Int) {
            offset += min(passed, FastClock.patience) * rate
            moment += passed
        }
    }

    /// Real time between two turns of `run`, and the most that one of them counts for.
    private static let turn = Duration.milliseconds(4)
    private static let patience = Duration.milliseconds(12)

    package init(rate: Int, wallStart: Timestamp) {
        self.rate = rate
        self.wallStart = wallStart
    }

    package var now: Instant {
        let moment = ContinuousClock.now
        let offset = reading.withLock { $0.offset + min(moment - $0.moment, Self.patience) * rate }
        return Instant(offset: offset)
    }

    /// Lets the clock go until the task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            try? await ContinuousClock().sleep(for: Self.turn)
            reading.withLock { $0.move(by: ContinuousClock.now - $0.moment, rate: rate) }
        }
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
        reading.withLock { $0.offset += duration }
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
