/// How long to wait before the next attempt to connect: exponential with full jitter, so that many clients of a server
/// that came back do not all return at once. Source: delivery page, "Retry".
package struct Backoff: Hashable, Sendable {
    package struct Limits: Hashable, Sendable {
        /// The ceiling after the first failure; it doubles with each further one.
        package var base: Duration = .milliseconds(500)
        /// The ceiling never grows beyond this.
        package var cap: Duration = .seconds(60)
        /// No wait is shorter, whatever the dice say.
        package var floor: Duration = .milliseconds(200)
        /// A link that lived this long shows that the trouble before it is over.
        package var healthyAfter: Duration = .seconds(30)
        /// A server that asks for a longer wait is not obeyed beyond this.
        package var longestRetryAfter: Duration = .seconds(3600)

        package init() {}
    }

    private let limits: Limits
    private var failures = 0
    private var linkUpSince: Duration?

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// The link came up at uptime `now`; that alone forgives nothing.
    package mutating func linkCameUp(now: Duration) {
        linkUpSince = now
    }

    /// Counts a failure and says how long to wait.
    ///
    /// - Parameters:
    ///   - now: uptime.
    ///   - retryAfter: what the server asked for; it wins, with up to a tenth added.
    ///   - fraction: where in the interval the dice fell, 0…1.
    package mutating func failed(now: Duration, retryAfter: Duration? = nil, fraction: Double) -> Duration {
        if let since = linkUpSince, now - since >= limits.healthyAfter { failures = 0 }
        linkUpSince = nil
        // 2⁴⁰ halves of a second is beyond any cap, and the product cannot overflow.
        let ceiling = min(limits.cap, limits.base * (1 << min(failures, 40)))
        failures += 1
        if let retryAfter {
            return max(limits.floor, min(retryAfter, limits.longestRetryAfter) * (1 + fraction / 10))
        }
        return max(limits.floor, ceiling * fraction)
    }
}
