package import ChatModel

/// A text to be stored and sent.
package struct OutgoingText: Hashable, Sendable {
    /// Chosen by the sender; the same id with the same text is the same message, however often it is enqueued.
    package var id: MessageID
    package var conversation: ConversationID
    package var text: String
    package var now: Timestamp
    /// The least number that it gets among our messages of the conversation; each has a higher one than those before,
    /// so that a receiver who cannot believe our clock still knows their order.
    package var sequence: Int64
    /// Whether the conversation's draft is what is being sent, so that storing the one forgets the other.
    package var clearsDraft: Bool

    package init(
        id: MessageID, conversation: ConversationID, text: String, now: Timestamp, sequence: Int64 = 0,
        clearsDraft: Bool = true
    ) {
        self.id = id
        self.conversation = conversation
        self.text = text
        self.now = now
        self.sequence = sequence
        self.clearsDraft = clearsDraft
    }
}

/// What became of an `OutgoingText`.
package enum EnqueueResult: Hashable, Sendable {
    case stored(Message)
    /// The same id and text are here already, in whatever state they have reached.
    case alreadyStored(Message)
    /// The id names a message of ours with another text.
    case conflict
}
