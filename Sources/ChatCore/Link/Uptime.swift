/// A monotonic "now" read from an injected clock: the time since this value was made.
///
/// `any Clock` hides its instants; durations since one common origin can be compared and stored.
package struct Uptime: Sendable {
    private let elapsed: @Sendable () -> Duration

    package init(_ clock: any Clock<Duration>) {
        elapsed = Self.stopwatch(clock)
    }

    package var now: Duration { elapsed() }

    private static func stopwatch<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}
