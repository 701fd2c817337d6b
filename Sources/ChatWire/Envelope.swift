package import ChatModel

/// What was said by or to a server, free of the form that any server design gives it.
package struct Envelope: Hashable, Sendable {
    /// The message's id; nil where a design sends none (group notices of old servers).
    package var id: MessageID?
    /// The author as the frame names it. Not proof of identity on designs that trust the sender's word.
    package var from: UserID
    /// Whom the frame is for: a user, or a group's id when `isGroup`.
    package var to: String
    /// The conversation as the frame names it, or nil when it is left to be derived.
    package var conversation: ConversationID?
    package var isGroup: Bool
    package var content: Content
    /// The sender's clock, `body.ts`; nil when the frame gives none. Not to be trusted without bounds.
    package var sentAt: Timestamp?
    /// The sender's counter, `body.seq`; nil when the frame gives none.
    package var sequence: Int64?
    /// Whether the frame was replayed from the server's store rather than delivered as it was said.
    package var isReplay: Bool

    package init(
        id: MessageID?, from: UserID, to: String, conversation: ConversationID? = nil, isGroup: Bool = false,
        content: Content, sentAt: Timestamp? = nil, sequence: Int64? = nil, isReplay: Bool = false
    ) {
        self.id = id
        self.from = from
        self.to = to
        self.conversation = conversation
        self.isGroup = isGroup
        self.content = content
        self.sentAt = sentAt
        self.sequence = sequence
        self.isReplay = isReplay
    }

    /// The kinds of things that are said.
    package enum Content: Hashable, Sendable {
        case text(String)
        /// The author of these messages learns that they were delivered or read.
        case receipt(ReceiptKind, ids: [MessageID])
        case typing(Bool)
        /// Somebody was added to or removed from the group `to`; empty lists mean "fetch the group again".
        case groupChange(GroupChange)
        /// The server took the message `id`.
        case serverAcknowledgement
        /// We stored the message `id`; the server may forget it.
        case clientAcknowledgement
        /// A kind that this version does not know; `raw` is the body as it came.
        case unsupported(contentType: String, raw: String)
    }
}

/// The name by which frames address the server itself.
package let serverAddress = "server"
