/// How far a message of our own has come; the table of legal moves is `canMove(to:)`.
///
/// "In flight" is a fact of the connection owner's memory, never a stored state. Source: delivery page, "States".
package enum DeliveryState: String, CaseIterable, Hashable, Sendable {
    /// In the store and the outbox; survives power loss.
    case queued
    /// The server took it.
    case sent
    /// The peer's client stored it and said so; in a group, every member's did.
    case delivered
    /// The peer saw it.
    case read
    /// The server refused it or the user stopped it; waits for the user, who sees the reason.
    case parked

    /// Whether the delivery model allows this move. Receipts may overtake the acknowledgement, so `queued` may
    /// become `delivered` or `read` at once.
    package func canMove(to next: DeliveryState) -> Bool {
        switch (self, next) {
        case (.queued, .sent), (.queued, .parked), (.parked, .queued), (.queued, .delivered), (.queued, .read),
            (.sent, .delivered), (.sent, .read), (.delivered, .read):
            true
        default:
            false
        }
    }

    /// Whether the message has already come at least as far as `other`, so that hearing of `other` again is no news.
    package func hasReached(_ other: DeliveryState) -> Bool {
        rank >= other.rank
    }

    private var rank: Int {
        switch self {
        case .parked: -1
        case .queued: 0
        case .sent: 1
        case .delivered: 2
        case .read: 3
        }
    }
}

/// What a receipt says of a message.
package enum ReceiptKind: String, CaseIterable, Hashable, Sendable {
    /// The peer's client stored it.
    case delivered
    /// The peer saw it.
    case read

    /// The state of the author's message after this receipt.
    package var deliveryState: DeliveryState {
        switch self {
        case .delivered: .delivered
        case .read: .read
        }
    }
}
