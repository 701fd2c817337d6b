package import ChatModel

/// What a run asked of the program and what the program said to that, in order: the one side of every comparison. The
/// other side is what the stores hold (`StoreLook`).
package struct History: Sendable {
    /// Messages that somebody was asked to send. Those of one sender to one conversation are in the order in which
    /// they were asked for, one after the other.
    package var asked: [Asked] = []
    /// Messages that the program printed as received, in the order of printing.
    package var shown: [Shown] = []

    package init(asked: [Asked] = [], shown: [Shown] = []) {
        self.asked = asked
        self.shown = shown
    }
}

/// One message that the program was asked to send. Ids are never asked for twice within a run, except to repeat a call.
package struct Asked: Hashable, Sendable {
    package var id: MessageID
    package var sender: UserID
    package var conversation: ConversationID
    package var text: String
    /// Everybody who is to have it in the end.
    package var receivers: Set<UserID>
    /// The program said that it is stored. A call that was killed before may have stored it or not.
    package var isAcknowledged: Bool

    package init(
        id: MessageID, sender: UserID, conversation: ConversationID, text: String, receivers: Set<UserID>,
        isAcknowledged: Bool = false
    ) {
        self.id = id
        self.sender = sender
        self.conversation = conversation
        self.text = text
        self.receivers = receivers
        self.isAcknowledged = isAcknowledged
    }
}

/// One message that the program of `by` printed.
package struct Shown: Hashable, Sendable {
    package var by: UserID
    package var id: MessageID
    package var sender: UserID

    package init(by: UserID, id: MessageID, sender: UserID) {
        self.by = by
        self.id = id
        self.sender = sender
    }
}
