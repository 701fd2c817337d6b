/// What the link to the server is doing, for the top bar and for `--json`.
package enum ConnectionState: Hashable, Sendable {
    /// Not trying: nobody asked yet, or the program is shutting down.
    case offline
    case connecting
    /// Connected and authenticated since the given instant.
    case online(since: Timestamp)
    /// The link failed for `reason` (a sentence); the next attempt starts at `retryAt`. `since` is when it was lost.
    case waiting(since: Timestamp, retryAt: Timestamp, reason: String)
    /// The server refused our key: the user has to log in again.
    case signedOut(reason: String)
    /// Another process of this account owns the connection.
    case ownedElsewhere(processID: Int32?)

    package var isOnline: Bool {
        if case .online = self { true } else { false }
    }
}
