/// What an owner of the connection has to record about the outbox, in one transaction: what became of messages, and
/// which ones it is about to write.
package struct OutboxProgress: Hashable, Sendable {
    /// A message to be set aside.
    package struct Parking: Hashable, Sendable {
        package var message: OwnMessageReference
        /// A sentence for the user.
        package var reason: String

        package init(message: OwnMessageReference, reason: String) {
            self.message = message
            self.reason = reason
        }
    }

    /// The server took these.
    package var acknowledged: [OwnMessageReference] = []
    package var parked: [Parking] = []
    /// Outbox rows whose frames are written once this is committed.
    package var attempted: [Int64] = []
    /// Outbox rows whose attempt was recorded and then not made.
    package var unused: [Int64] = []
    /// Where what was acknowledged had been written to; `safe` for what went without a link.
    package var link: WatchedMessage.Link = .open

    package init() {}

    package var isEmpty: Bool { acknowledged.isEmpty && parked.isEmpty && attempted.isEmpty && unused.isEmpty }

    /// What was made of it.
    package struct Outcome: Hashable, Sendable {
        /// Messages that became `sent` and are watched from now on.
        package var watched: [WatchedMessage] = []
        /// Those of `attempted` that are still there and queued, in their order: only these may be written.
        package var attempted: [OutboxItem] = []
    }
}

/// What became of a message that the user took back.
package enum Cancellation: Hashable, Sendable {
    /// It was never handed to a link, and nobody will ever see it.
    case removed
    /// It is gone from here; it had been handed to a link this often without an answer, so it may arrive all the same.
    case mayHaveLeft(attempts: Int)
}
