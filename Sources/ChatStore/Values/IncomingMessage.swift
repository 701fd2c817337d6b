package import ChatModel

/// A message as it came in, to be stored once.
package struct IncomingMessage: Hashable, Sendable {
    package var messageID: MessageID
    package var conversation: ConversationID
    package var isGroup: Bool
    package var sender: UserID
    package var body: MessageBody
    /// The sender's clock; nil when the frame gave none. Believed within the bounds of `TimelineOrder` only.
    package var time: Timestamp?
    /// The sender's counter; 0 when the frame gave none.
    package var sequence: Int64
    /// When it came in, by our clock.
    package var arrival: Timestamp

    package init(
        messageID: MessageID, conversation: ConversationID, isGroup: Bool = false, sender: UserID, body: MessageBody,
        time: Timestamp?, sequence: Int64 = 0, arrival: Timestamp
    ) {
        self.messageID = messageID
        self.conversation = conversation
        self.isGroup = isGroup
        self.sender = sender
        self.body = body
        self.time = time
        self.sequence = sequence
        self.arrival = arrival
    }
}

/// What became of an `IncomingMessage`: unread counts, notifications and scripts follow `isNew` only.
package struct InsertedMessage: Hashable, Sendable {
    package var incoming: IncomingMessage
    /// The stored message; for a duplicate the one that came first, whatever the duplicate said.
    package var message: Message
    package var isNew: Bool

    package init(incoming: IncomingMessage, message: Message, isNew: Bool) {
        self.incoming = incoming
        self.message = message
        self.isNew = isNew
    }
}
