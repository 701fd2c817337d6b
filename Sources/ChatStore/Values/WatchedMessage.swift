package import ChatModel

/// A message that the server took and nobody has confirmed: what repair has to know of it.
package struct WatchedMessage: Hashable, Sendable {
    /// What became of the link that the message was last written to.
    package enum Link: String, Hashable, Sendable {
        /// It may still be lost while the message is under way; after a crash it counts as lost.
        case open
        /// It was lost so soon that the message may have been in it.
        case lost
        /// It outlived the message's passage.
        case safe
    }

    /// The message's row, the order of enqueueing.
    package var row: Int64
    package var messageID: MessageID
    package var conversation: ConversationID
    /// When it was written last, by the wall clock.
    package var written: Timestamp
    /// How often it was sent again.
    package var repairs: Int
    package var link: Link
    /// The user wants it sent again now.
    package var isAsked: Bool

    package init(
        row: Int64, messageID: MessageID, conversation: ConversationID, written: Timestamp, repairs: Int = 0,
        link: Link = .open, isAsked: Bool = false
    ) {
        self.row = row
        self.messageID = messageID
        self.conversation = conversation
        self.written = written
        self.repairs = repairs
        self.link = link
        self.isAsked = isAsked
    }
}

/// Somebody who may confirm messages of ours.
package struct Confirmer: Hashable, Sendable {
    package var user: UserID
    /// Whether a receipt ever came from them; a client that sends none can confirm nothing.
    package var sendsReceipts: Bool
    /// When anything came from them last; nil for never.
    package var heard: Timestamp?

    package init(user: UserID, sendsReceipts: Bool = false, heard: Timestamp? = nil) {
        self.user = user
        self.sendsReceipts = sendsReceipts
        self.heard = heard
    }
}
