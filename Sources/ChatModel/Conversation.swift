/// A conversation and who it is with.
package struct Conversation: Hashable, Sendable, Identifiable {
    /// One person, or a group under its own title.
    package enum Kind: Hashable, Sendable {
        case direct(peer: UserID)
        case group
    }

    package var id: ConversationID
    package var kind: Kind
    /// A group's own title, or the peer's contact name, or the number.
    package var title: String
    /// Whether we are in this group no more: its history stays and nothing can be written to it.
    package var hasLeft: Bool

    package var isGroup: Bool { kind == .group }

    package init(id: ConversationID, kind: Kind, title: String, hasLeft: Bool = false) {
        self.id = id
        self.kind = kind
        self.title = title
        self.hasLeft = hasLeft
    }
}

/// One line of the conversation list: every figure is a query over stored rows, none is a counter that is added to.
package struct ConversationSummary: Hashable, Sendable, Identifiable {
    package var conversation: Conversation
    /// The newest message's text, or nil when there is none yet.
    package var preview: MessageBody?
    /// Who wrote the newest message; nil when there is none.
    package var previewSender: UserID?
    /// The display name of `previewSender`; nil when it is our own or unknown.
    package var previewSenderName: String?
    /// The newest message's time, or when the conversation was made.
    package var time: Timestamp
    /// Messages of others behind the read marker.
    package var unreadCount: Int
    /// The state of the newest message when it is our own.
    package var ownState: DeliveryState?
    /// Whether a message of ours is parked here.
    package var hasParked: Bool
    /// Whether unsent text is kept for this conversation.
    package var hasDraft: Bool
    package var isMuted: Bool

    package var id: ConversationID { conversation.id }

    package init(
        conversation: Conversation, preview: MessageBody? = nil, previewSender: UserID? = nil,
        previewSenderName: String? = nil, time: Timestamp, unreadCount: Int = 0, ownState: DeliveryState? = nil,
        hasParked: Bool = false, hasDraft: Bool = false, isMuted: Bool = false
    ) {
        self.conversation = conversation
        self.preview = preview
        self.previewSender = previewSender
        self.previewSenderName = previewSenderName
        self.time = time
        self.unreadCount = unreadCount
        self.ownState = ownState
        self.hasParked = hasParked
        self.hasDraft = hasDraft
        self.isMuted = isMuted
    }
}

/// One person of a group.
package struct Member: Hashable, Sendable {
    /// What a member may do; the higher role wins when a server lists a member twice.
    package enum Role: String, CaseIterable, Hashable, Sendable {
        case user
        case admin
    }

    package var user: UserID
    package var role: Role
    /// Whether the server has not yet been told that this person is a member.
    package var isPending: Bool

    package init(user: UserID, role: Role, isPending: Bool = false) {
        self.user = user
        self.role = role
        self.isPending = isPending
    }
}

/// A group as the server describes it.
package struct Group: Hashable, Sendable, Identifiable {
    package var id: ConversationID
    package var name: String
    package var members: [Member]

    package init(id: ConversationID, name: String, members: [Member]) {
        self.id = id
        self.name = name
        self.members = members
    }
}
