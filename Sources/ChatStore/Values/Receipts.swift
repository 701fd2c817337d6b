package import ChatModel

/// A receipt that the author of some messages is still to be sent.
package struct PendingReceipt: Hashable, Sendable {
    /// Ids in one receipt at most. Source: delivery page, "Receiving".
    package static let maximumIDs = 100

    package var kind: ReceiptKind
    /// The author, who is told one to one even for a group.
    package var to: UserID
    package var conversation: ConversationID
    package var ids: [MessageID]

    package init(kind: ReceiptKind, to: UserID, conversation: ConversationID, ids: [MessageID]) {
        self.kind = kind
        self.to = to
        self.conversation = conversation
        self.ids = ids
    }
}

/// A receipt that somebody sent us.
package struct HeardReceipt: Hashable, Sendable {
    package var kind: ReceiptKind
    package var ids: [MessageID]
    package var from: UserID

    package init(kind: ReceiptKind, ids: [MessageID], from: UserID) {
        self.kind = kind
        self.ids = ids
        self.from = from
    }
}
