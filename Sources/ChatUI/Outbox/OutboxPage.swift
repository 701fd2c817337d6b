package import ChatModel

/// A message of ours, as retrying and taking back name it.
package struct MessageReference: Hashable, Sendable {
    package var id: MessageID
    package var conversation: ConversationID

    package init(id: MessageID, conversation: ConversationID) {
        self.id = id
        self.conversation = conversation
    }
}

/// What is to be tried again at once.
package enum OutboxTarget: Hashable, Sendable {
    /// Also one that was refused, or one that was sent and that nobody has confirmed.
    case one(MessageReference)
    /// Everything in the outbox.
    case all
}

/// A message that waits for the server, or for the user.
package struct OutboxEntry: Hashable, Sendable, Identifiable {
    /// The outbox row: the order of sending.
    package var row: Int64
    package var messageID: MessageID
    package var conversation: Conversation
    package var text: String
    package var time: Timestamp
    package var sequence: Int64
    /// `queued` or `parked`.
    package var state: DeliveryState
    package var parkReason: String?
    /// How often it was handed to a link.
    package var attempts: Int
    /// Whether nothing of its conversation is before it.
    package var isFirst: Bool

    package var id: Int64 { row }
    package var reference: MessageReference { MessageReference(id: messageID, conversation: conversation.id) }

    package init(
        row: Int64, messageID: MessageID, conversation: Conversation, text: String, time: Timestamp,
        sequence: Int64 = 0, state: DeliveryState = .queued, parkReason: String? = nil, attempts: Int = 0,
        isFirst: Bool = true
    ) {
        self.row = row
        self.messageID = messageID
        self.conversation = conversation
        self.text = text
        self.time = time
        self.sequence = sequence
        self.state = state
        self.parkReason = parkReason
        self.attempts = attempts
        self.isFirst = isFirst
    }
}

/// A window of the outbox, oldest first.
package struct OutboxPage: Hashable, Sendable {
    package var request: OutboxRequest
    package var entries: [OutboxEntry]
    package var hasOlder: Bool
    package var hasNewer: Bool

    package init(request: OutboxRequest, entries: [OutboxEntry], hasOlder: Bool, hasNewer: Bool) {
        self.request = request
        self.entries = entries
        self.hasOlder = hasOlder
        self.hasNewer = hasNewer
    }
}

/// Which window of the outbox to load.
package struct OutboxRequest: Hashable, Sendable {
    package enum Window: Hashable, Sendable {
        case oldest
        case newest
        /// The page that ends just before the outbox row.
        case before(Int64)
        /// The page that begins just after the outbox row.
        case after(Int64)
        /// The page that begins at the outbox row, for loading again what is on screen.
        case from(Int64)
    }

    package var window: Window
    /// Entries at most.
    package var limit: Int

    package init(window: Window, limit: Int) {
        self.window = window
        self.limit = limit
    }
}
