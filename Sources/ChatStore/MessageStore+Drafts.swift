package import ChatModel
import GRDB

/// Unsent text, one for each conversation.
extension MessageStore {
    package func draft(of conversation: ConversationID) async throws(StoreError) -> String? {
        try await read { db in
            try db.first(
                "SELECT text FROM draft WHERE conversation = (SELECT row FROM conversation WHERE id = ?)",
                [conversation.rawValue]
            ) { $0[0] }
        }
    }

    /// Keeps unsent text; empty text forgets it. Text that is kept already costs no write.
    ///
    /// - Throws: `StoreError.unknownConversation`.
    package func setDraft(_ text: String, of conversation: ConversationID) async throws(StoreError) {
        try await write(.drafts) { db in
            let row = try ConversationRecord.row(of: conversation, db)
            if text.isEmpty {
                try db.run("DELETE FROM draft WHERE conversation = ?", [row])
            } else {
                try db.run(
                    """
                    INSERT INTO draft (conversation, text) VALUES (?, ?)
                    ON CONFLICT (conversation) DO UPDATE SET text = excluded.text WHERE text <> excluded.text
                    """, [row, text])
            }
        }
    }
}
