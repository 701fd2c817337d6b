package import ChatModel
import GRDB

/// The conversation list, and single conversations.
extension MessageStore {
    /// The conversations with the newest messages, newest first. Unread counts stop at `unreadCountLimit`.
    package func conversations(limit: Int) async throws(StoreError) -> [ConversationSummary] {
        try await read { db in try db.all(SummaryRecord.list, [limit], SummaryRecord.summary) }
    }

    package func conversation(_ id: ConversationID) async throws(StoreError) -> Conversation? {
        try await read { db in
            try db.first(
                "SELECT \(ConversationRecord.columns) FROM conversation \(ConversationRecord.peer) WHERE conversation.id = ?",
                [id.rawValue], ConversationRecord.conversation)
        }
    }

    /// The one-to-one conversation with a user, made if there is none.
    package func startDirect(with user: UserID) async throws(StoreError) -> Conversation {
        try await write([.conversations, .contacts]) { [now] db in
            let id = ConversationID.direct(try AccountRecord.ownUser(db), user)
            if try ConversationRecord.existingRow(of: id, db) == nil {
                let peer = try ContactRecord.row(of: user, db)
                _ = try ConversationRecord.insert(id, peer: peer, title: "", at: now(), db)
            }
            let conversation = try db.first(
                "SELECT \(ConversationRecord.columns) FROM conversation \(ConversationRecord.peer) WHERE conversation.id = ?",
                [id.rawValue], ConversationRecord.conversation)
            guard let conversation else { throw StoreError.unknownConversation(id) }
            return conversation
        }
    }

    package func setMuted(_ isMuted: Bool, _ conversation: ConversationID) async throws(StoreError) {
        try await write(.conversations) { db in
            let row = try ConversationRecord.row(of: conversation, db)
            try db.run("UPDATE conversation SET muted = ?1 WHERE row = ?2 AND muted <> ?1", [isMuted, row])
        }
    }
}
