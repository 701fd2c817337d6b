/// Lets through at most one wake in a while: networks come up in bursts of reports, and each would make an attempt.
///
/// What came too soon is not lost but let through when the while is over, since the last report of a burst is the one
/// after which the network works. Times are the client's uptime.
package struct WakeLimit: Hashable, Sendable {
    private let interval: Duration
    private var last: Duration?
    private var pending: Wake?

    /// - Parameter interval: the least time between two wakes. Source: reliability page, 2.5.
    package init(interval: Duration = .seconds(5)) {
        self.interval = interval
    }

    /// When `take` may have something that it does not have now.
    package var nextDeadline: Duration? {
        pending == nil ? nil : last.map { $0 + interval }
    }

    /// Takes note of a wake; of several the longest sleep counts.
    package mutating func note(_ wake: Wake) {
        switch (pending, wake) {
        case (.resumed(let earlier), .resumed(let later)): pending = .resumed(after: max(earlier, later))
        case (.resumed, .network): break
        default: pending = wake
        }
    }

    /// The wake to act on now, if there is one and it is time.
    package mutating func take(now: Duration) -> Wake? {
        if let last, now < last + interval { return nil }
        guard let wake = pending else { return nil }
        pending = nil
        last = now
        return wake
    }
}
