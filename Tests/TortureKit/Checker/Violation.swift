package import ChatModel

/// One broken promise. Source: delivery page, "How it is proved"; reliability page, 3.6.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, CaseIterable, Sendable {
        /// The program said that it is stored, and its own store does not have it.
        case notKept = "acknowledged, but not in the sender's store"
        case lost = "never reached a receiver's store"
        case doubled = "more than once in a store"
        case invented = "in a store, but nobody sent it"
        case altered = "its text is another"
        case misplaced = "in another conversation than it was sent to"
        case disordered = "out of order for its sender and conversation"
        case vanished = "was in the store before, and is gone"
        case moved = "changed its place in the timeline"
        case illegalMove = "changed its state by a move that is not allowed"
        case unfoundedReceipt = "delivered or read, but not in the receiver's store"
        case missingReceipt = "in every receiver's store, but its sender was not told"
        case miscounted = "the unread count is not the count of unread rows"
        case stuck = "queued although everybody is connected and quiet"
        case parkedWithoutReason = "parked without a reason"
        case outboxDisagrees = "the outbox and the message's state disagree"
        case receiptStuck = "receipts wait although everybody is connected and quiet"
        case shownNotStored = "was shown, but is not stored"
        case shownTwice = "was shown more than once by one program"
        case endedByItself = "the program ended by itself"
        case endless = "the schedule did not end"
        case unsound = "the store complains about itself"
    }

    package var kind: Kind
    /// Whose store shows it.
    package var user: UserID
    package var message: MessageID?
    /// What else helps to find the cause.
    package var detail: String

    package init(_ kind: Kind, of user: UserID, _ message: MessageID? = nil, _ detail: String = "") {
        self.kind = kind
        self.user = user
        self.message = message
        self.detail = detail
    }

    package var description: String {
        let parts = [user.rawValue, message?.rawValue, kind.rawValue, detail.isEmpty ? nil : "(\(detail))"]
        return parts.compactMap(\.self).joined(separator: " ")
    }
}
