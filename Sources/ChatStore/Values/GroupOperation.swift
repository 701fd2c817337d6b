package import ChatModel

/// Something that we want of a group, queued with the messages of its conversation until the server has answered.
package struct GroupOperation: Hashable, Sendable, Identifiable {
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case create
        case add
        /// Somebody else, who is removed.
        case remove
        case leave
    }

    /// How it went.
    package enum State: Hashable, Sendable {
        /// Shown in the group already, and still to be done by the server.
        case queued
        case done
        /// Undone in the store. `code` is for programs, `reason` is a sentence.
        case refused(code: String, reason: String)
    }

    /// Chosen by us; its notice in the timeline has the same.
    package var id: MessageID
    /// The conversation as it is called now: a new group's provisional id until the server has named it.
    package var conversation: ConversationID
    package var title: String
    package var kind: Kind
    /// Whom it concerns, in the order of the request. A new group's creator is not among them.
    package var users: [UserID]
    package var state: State
    /// How often the server was asked: if ever, the outcome of the last time is not known.
    package var attempts: Int

    package init(
        id: MessageID, conversation: ConversationID, title: String, kind: Kind, users: [UserID], state: State = .queued,
        attempts: Int = 0
    ) {
        self.id = id
        self.conversation = conversation
        self.title = title
        self.kind = kind
        self.users = users
        self.state = state
        self.attempts = attempts
    }
}

/// A group operation to be queued.
package struct NewGroupOperation: Hashable, Sendable {
    /// Fresh.
    package var id: MessageID
    /// For `create` a provisional id that no conversation has yet.
    package var conversation: ConversationID
    package var kind: GroupOperation.Kind
    /// Each once. For `leave` ourselves.
    package var users: [UserID]
    /// The name of a new group; nil for the other kinds.
    package var title: String?
    package var now: Timestamp

    package init(
        id: MessageID, conversation: ConversationID, kind: GroupOperation.Kind, users: [UserID], title: String? = nil,
        now: Timestamp
    ) {
        self.id = id
        self.conversation = conversation
        self.kind = kind
        self.users = users
        self.title = title
        self.now = now
    }
}

/// How far our own operations had come when the server was asked about groups.
package struct GroupMoment: Hashable, Sendable {
    /// Rows of the operations that were queued.
    var queued: Set<Int64>
    /// The newest row there was.
    var newest: Int64
}

/// What became of the server's answer to a creation.
package enum GroupCreationOutcome: Hashable, Sendable {
    /// The conversation has the server's id now.
    case made
    /// That group came of another creation of ours: this one is still to be made.
    case taken
    /// It is not queued any more.
    case gone
}

/// The key of an outbox row that may be sent, as the owner of the connection orders them.
package struct OutboxKey: Hashable, Sendable {
    package var row: Int64
    /// The message's id, or the group operation's.
    package var id: MessageID
    package var conversation: ConversationID
    package var isGroupOperation: Bool

    package init(row: Int64, id: MessageID, conversation: ConversationID, isGroupOperation: Bool) {
        self.row = row
        self.id = id
        self.conversation = conversation
        self.isGroupOperation = isGroupOperation
    }
}
