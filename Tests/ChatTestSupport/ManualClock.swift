import Synchronization

/// A clock that stands still until a test moves it, so that deadlines of minutes are tested in no time.
package final class ManualClock: Clock, Sendable {
    package struct Instant: InstantProtocol {
        package var offset: Duration

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let nanoseconds = Atomic<Int64>(0)
    private let sleepers = Sleepers()

    package init() {}

    package var now: Instant { Instant(offset: .nanoseconds(nanoseconds.load(ordering: .sequentiallyConsistent))) }
    package var minimumResolution: Duration { .nanoseconds(1) }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let (alarm, continuation) = AsyncStream.makeStream(of: Void.self)
        await sleepers.add(deadline, alarm: continuation)
        await sleepers.ring(upTo: now)
        for await _ in alarm { return }
        throw CancellationError()
    }

    /// Moves the clock and wakes whoever slept until then.
    package func advance(by duration: Duration) async {
        let step = duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
        nanoseconds.add(step, ordering: .sequentiallyConsistent)
        await sleepers.ring(upTo: now)
    }

    /// Returns once somebody sleeps, or has slept, whose deadline lies `duration` from the present instant.
    package func waitUntilSomebodySleeps(for duration: Duration) async {
        await sleepers.wait(for: now.advanced(by: duration))
    }
}

/// The deadlines that somebody waits for.
private actor Sleepers {
    private var alarms: [(deadline: ManualClock.Instant, alarm: AsyncStream<Void>.Continuation)] = []
    private var watchers: [(deadline: ManualClock.Instant, watcher: CheckedContinuation<Void, Never>)] = []

    func add(_ deadline: ManualClock.Instant, alarm: AsyncStream<Void>.Continuation) {
        alarms.append((deadline, alarm))
        for entry in watchers where entry.deadline == deadline { entry.watcher.resume() }
        watchers.removeAll { $0.deadline == deadline }
    }

    func ring(upTo now: ManualClock.Instant) {
        for entry in alarms where entry.deadline <= now { entry.alarm.yield() }
        alarms.removeAll { $0.deadline <= now }
    }

    func wait(for deadline: ManualClock.Instant) async {
        if alarms.contains(where: { $0.deadline == deadline }) { return }
        await withCheckedContinuation { watchers.append((deadline, $0)) }
    }
}
