package import ChatModel
import GRDB

/// Messages in the order in which they came into the store, for programs that follow along. Rows only ever grow.
extension MessageStore {
    /// The newest message's row; 0 in an empty store.
    package func newestRow() async throws(StoreError) -> Int64 {
        try await read { db in
            try db.integer("SELECT max(row) FROM message") ?? 0
        }
    }

    /// Received messages that were inserted after the one in `row`, oldest first.
    package func received(afterRow row: Int64, limit: Int) async throws(StoreError) -> [Message] {
        try await read { db in
            let sql = """
                SELECT \(MessageRecord.columns) FROM message \(MessageRecord.names)
                WHERE message.row > ? AND message.state IS NULL ORDER BY message.row LIMIT ?
                """
            return try db.all(sql, [row, limit], MessageRecord.message)
        }
    }

    /// The messages that were inserted last, of all conversations, oldest first.
    package func newestMessages(limit: Int) async throws(StoreError) -> [Message] {
        try await read { db in
            let sql = """
                SELECT \(MessageRecord.columns) FROM message \(MessageRecord.names)
                ORDER BY message.row DESC LIMIT ?
                """
            return try db.all(sql, [limit], MessageRecord.message).reversed()
        }
    }
}
