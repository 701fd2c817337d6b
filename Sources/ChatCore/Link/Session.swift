/// The life of the link to the server as a machine: connect, serve until the link ends, wait, connect again.
///
/// It does one thing at a time, so it answers each event with the one thing to do next; the owner does it and
/// reports how it ended. The old socket is closed before that report, for the server keeps one socket a user.
/// Source: delivery page, "Retry".
package struct Session: Hashable, Sendable {
    package enum Phase: Hashable, Sendable {
        case idle
        case connecting
        /// Since this uptime.
        case online(since: Duration)
        /// The link failed; `lostAt` is the uptime at which the present time without a link began.
        case waiting(lostAt: Duration, until: Duration, failure: LinkFailure)
        case signedOut(LinkFailure)
    }

    package enum Event: Hashable, Sendable {
        case start
        case connected
        /// Connecting failed, or the link ended and is closed.
        case failed(LinkFailure)
        /// The wait is over, or the user or the system says that now is a good time.
        case awake
    }

    /// The one thing to do next.
    package enum Action: Hashable, Sendable {
        case connect
        /// Use the link until it ends.
        case serve
        /// Sleep until this uptime unless woken.
        case wait(until: Duration)
        /// The account has to sign in again; nothing is tried any more.
        case finish
    }

    private(set) package var phase: Phase = .idle
    private var backoff: Backoff
    private var lostAt: Duration?

    package init(backoff: Backoff = Backoff()) {
        self.backoff = backoff
    }

    /// - Parameters:
    ///   - now: uptime.
    ///   - fraction: a random number in 0…1 for the jitter.
    package mutating func handle(_ event: Event, now: Duration, fraction: Double) -> Action {
        switch event {
        case .start, .awake:
            phase = .connecting
            return .connect
        case .connected:
            backoff.linkCameUp(now: now)
            lostAt = nil
            phase = .online(since: now)
            return .serve
        case .failed(let failure) where failure.endsTheSession:
            phase = .signedOut(failure)
            return .finish
        case .failed(let failure):
            let lost = lostAt ?? now
            lostAt = lost
            let delay = backoff.failed(now: now, retryAfter: failure.retryAfter, fraction: fraction)
            phase = .waiting(lostAt: lost, until: now + delay, failure: failure)
            return .wait(until: now + delay)
        }
    }
}
