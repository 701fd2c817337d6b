package import ChatModel
import GRDB

extension MessageStore {
    /// Whether the user wants to hear nothing of a conversation; false for one that is not known.
    package func isMuted(_ conversation: ConversationID) async throws(StoreError) -> Bool {
        try await read { db in
            try db.integer("SELECT muted FROM conversation WHERE id = ?", [conversation.rawValue]) == 1
        }
    }
}
