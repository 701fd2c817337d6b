/// One message of a timeline as the store keeps it, own or received.
package struct Message: Hashable, Sendable, Identifiable {
    /// The store's row number; the last part of the sort key, and what interface actions name.
    package var row: Int64
    package var messageID: MessageID
    package var conversation: ConversationID
    package var sender: UserID
    package var body: MessageBody
    /// When it was said, as the timeline shows and sorts it; fixed when the row is inserted.
    package var time: Timestamp
    /// The sender's counter, the second part of the sort key; 0 when the sender gave none.
    package var sequence: Int64
    /// How far it has come, for our own messages; nil for received ones.
    package var state: DeliveryState?
    /// Why a parked message was parked; nil otherwise.
    package var parkReason: String?
    /// What is done about the missing receipt of a message that is `sent`; nil for all others.
    package var confirmation: Confirmation?

    package var id: Int64 { row }
    package var isOwn: Bool { state != nil }
    package var position: TimelinePosition { TimelinePosition(time: time, sequence: sequence, row: row) }
    /// Sent, and nothing more is done to learn whether it arrived: the user should know.
    package var isUnconfirmed: Bool { state == .sent && confirmation?.isGivenUp == true }

    package init(
        row: Int64, messageID: MessageID, conversation: ConversationID, sender: UserID, body: MessageBody,
        time: Timestamp, sequence: Int64 = 0, state: DeliveryState? = nil, parkReason: String? = nil,
        confirmation: Confirmation? = nil
    ) {
        self.row = row
        self.messageID = messageID
        self.conversation = conversation
        self.sender = sender
        self.body = body
        self.time = time
        self.sequence = sequence
        self.state = state
        self.parkReason = parkReason
        self.confirmation = confirmation
    }
}

/// How a message stands whose receipt has not come yet. Source: delivery page, "Receipt-driven repair".
package struct Confirmation: Hashable, Sendable {
    /// How often it was sent again, under the same id.
    package var repairs: Int
    /// It is not sent again by itself any more: "sent, not confirmed".
    package var isGivenUp: Bool

    package init(repairs: Int = 0, isGivenUp: Bool = false) {
        self.repairs = repairs
        self.isGivenUp = isGivenUp
    }
}

/// What a message says.
package enum MessageBody: Hashable, Sendable {
    /// Text as the sender wrote it: not yet made harmless.
    case text(String)
    /// Somebody was added to or removed from a group.
    case groupChange(GroupChange)
    /// Something this client cannot show; the raw body is kept so that nothing is lost.
    case unsupported(contentType: String, raw: String)
}

/// Who was added to or removed from a group, and by whom (the message's sender).
package struct GroupChange: Hashable, Sendable {
    package var added: [UserID]
    package var removed: [UserID]
    /// The group's name, if the change is that the sender made it.
    package var created: String?
    /// If the change was ours and was undone: a sentence that says why.
    package var refusal: String?

    package init(added: [UserID] = [], removed: [UserID] = [], created: String? = nil, refusal: String? = nil) {
        self.added = added
        self.removed = removed
        self.created = created
        self.refusal = refusal
    }
}

/// Where a message stands in its timeline: sender's clock, sender's counter, then arrival.
package struct TimelinePosition: Hashable, Comparable, Sendable {
    package var time: Timestamp
    package var sequence: Int64
    package var row: Int64

    package init(time: Timestamp, sequence: Int64, row: Int64) {
        self.time = time
        self.sequence = sequence
        self.row = row
    }

    package static func < (left: TimelinePosition, right: TimelinePosition) -> Bool {
        (left.time, left.sequence, left.row) < (right.time, right.sequence, right.row)
    }
}
