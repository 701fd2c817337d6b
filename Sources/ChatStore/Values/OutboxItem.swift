package import ChatModel

/// A message of ours that waits for the server, or parked for the user.
package struct OutboxItem: Hashable, Sendable, Identifiable {
    /// The outbox row: order of enqueueing, never used twice.
    package var row: Int64
    package var messageID: MessageID
    package var conversation: ConversationID
    package var isGroup: Bool
    /// Whom the frame is for: the peer's number, or the group's id.
    package var to: String
    package var text: String
    package var time: Timestamp
    package var sequence: Int64
    /// `queued` or `parked`.
    package var state: DeliveryState
    package var parkReason: String?
    /// How often it was handed to a link, over all processes; counted before the frame is written.
    package var attempts: Int
    /// When that was last; nil for never.
    package var lastAttempt: Timestamp?

    package var id: Int64 { row }

    package init(
        row: Int64, messageID: MessageID, conversation: ConversationID, isGroup: Bool, to: String, text: String,
        time: Timestamp, sequence: Int64 = 0, state: DeliveryState = .queued, parkReason: String? = nil,
        attempts: Int = 0, lastAttempt: Timestamp? = nil
    ) {
        self.row = row
        self.messageID = messageID
        self.conversation = conversation
        self.isGroup = isGroup
        self.to = to
        self.text = text
        self.time = time
        self.sequence = sequence
        self.state = state
        self.parkReason = parkReason
        self.attempts = attempts
        self.lastAttempt = lastAttempt
    }
}

/// How much the outbox holds, for the top bar.
package struct OutboxCounts: Hashable, Sendable {
    /// Messages that wait for the server.
    package var waiting: Int
    /// Messages that wait for the user.
    package var parked: Int
    /// Changes of groups that wait for the server.
    package var groupOperations: Int

    package init(waiting: Int, parked: Int, groupOperations: Int = 0) {
        self.waiting = waiting
        self.parked = parked
        self.groupOperations = groupOperations
    }
}

/// A message of ours, as acknowledgements name it.
package struct OwnMessageReference: Hashable, Sendable {
    package var id: MessageID
    package var conversation: ConversationID

    package init(id: MessageID, conversation: ConversationID) {
        self.id = id
        self.conversation = conversation
    }
}
