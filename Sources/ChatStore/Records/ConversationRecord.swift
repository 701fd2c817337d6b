import ChatModel
import GRDB

/// Rows of `conversation`, and the two columns that follow the newest message.
enum ConversationRecord {
    static let columns = """
        conversation.id, peer.number, coalesce(nullif(conversation.title, ''), peer.name, peer.number, conversation.id),
        conversation.has_left
        """
    static let peer = "LEFT JOIN contact AS peer ON peer.row = conversation.peer"

    /// The conversation in a row of `columns`.
    static func conversation(_ row: ResultRow) throws -> Conversation {
        let peer: String? = row[1]
        return Conversation(
            id: ConversationID(row[0]), kind: peer.map { .direct(peer: UserID($0)) } ?? .group, title: row[2],
            hasLeft: row[3])
    }

    /// A group that the server has named meanwhile is also found by its provisional id.
    static func existingRow(of id: ConversationID, _ db: Database) throws -> Int64? {
        if let row = try db.integer("SELECT row FROM conversation WHERE id = ?", [id.rawValue]) { return row }
        guard id.isProvisional else { return nil }
        return try db.integer("SELECT conversation FROM group_operation WHERE local_id = ?", [id.rawValue])
    }

    /// - Throws: `StoreError.unknownConversation`.
    static func row(of id: ConversationID, _ db: Database) throws -> Int64 {
        guard let row = try existingRow(of: id, db) else { throw StoreError.unknownConversation(id) }
        return row
    }

    /// Makes a conversation: with the contact in row `peer`, or a group if there is none.
    static func insert(_ id: ConversationID, peer: Int64?, title: String, at time: Timestamp, _ db: Database) throws
        -> Int64
    {
        try db.run(
            "INSERT INTO conversation (id, kind, peer, title, last_time) VALUES (?, ?, ?, ?, ?)",
            [id.rawValue, peer == nil ? "group" : "direct", peer, title, time.milliseconds])
        return db.lastInsertedRowID
    }

    /// The newest message of a conversation, and its time.
    static let newest = """
        SELECT message.row, message.time FROM message WHERE message.conversation = ?1
        ORDER BY \(MessageRecord.newestFirst) LIMIT 1
        """

    /// Lets the conversation list forget a message that is about to be removed. The conversation keeps its place when no
    /// message is left.
    static func forget(message: Int64, in conversation: Int64, _ db: Database) throws {
        try db.run(
            """
            UPDATE conversation SET (last_message, last_time) = (
                SELECT max(row), ifnull(max(time), conversation.last_time) FROM (
                    SELECT message.row, message.time FROM message
                    WHERE message.conversation = ?1 AND message.row <> ?2
                    ORDER BY \(MessageRecord.newestFirst) LIMIT 1))
            WHERE row = ?1
            """, [conversation, message])
    }

    /// Lets the conversation list follow the newest message; to be called in the transaction that inserted one.
    static func followNewest(_ conversation: Int64, _ db: Database) throws {
        try db.run(
            "UPDATE conversation SET (last_message, last_time) = (\(newest)) WHERE row = ?1", [conversation])
    }
}
