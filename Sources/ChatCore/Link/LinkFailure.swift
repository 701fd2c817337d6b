/// Why there is no link, as far as the choice of what to do next depends on it.
package enum LinkFailure: Error, Hashable, Sendable {
    case transport(TransportError)
    /// The server is there but does not want us now; `retryAfterSeconds` where it says when.
    case unavailable(status: Int, retryAfterSeconds: Int?)
    /// The access key was refused.
    case accessRefused
    /// The token that the server wants cannot be had.
    case signIn(SignInError)
    /// No sign of life within the deadline.
    case silent(Liveness.Silence)
    /// Connecting took longer than allowed.
    case connectTimedOut
    /// The server closed the link in an orderly way.
    case closedByServer

    /// Sorts what the transport reports: a refused upgrade may mean the key or the server's health.
    package init(_ error: TransportError) {
        switch error {
        case .upgradeRefused(status: 401), .upgradeRefused(status: 403): self = .accessRefused
        case .upgradeRefused(let status) where status == 429 || status >= 500:
            self = .unavailable(status: status, retryAfterSeconds: nil)
        case .upgradePutOff(let status, let seconds):
            self = .unavailable(status: status, retryAfterSeconds: seconds)
        case .closed(code: 1000, _): self = .closedByServer
        default: self = .transport(error)
        }
    }

    /// Whether trying again cannot help.
    package var endsTheSession: Bool {
        switch self {
        case .accessRefused: true
        case .signIn(let error): !error.isTemporary
        default: false
        }
    }

    /// Whether the server ended the link for what we had written: protocol error, unacceptable data, not UTF-8, too big
    /// (RFC 6455, section 7.4.1).
    package var blamesAFrame: Bool {
        guard case .transport(.closed(let code, _)) = self else { return false }
        return [1002, 1003, 1007, 1009].contains(code)
    }

    package var retryAfter: Duration? {
        guard case .unavailable(_, let seconds?) = self else { return nil }
        return .seconds(seconds)
    }
}
