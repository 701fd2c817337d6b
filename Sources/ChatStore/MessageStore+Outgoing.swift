package import ChatModel
import GRDB

/// Own messages on their way in.
extension MessageStore {
    /// Stores a text and its place in the outbox in one transaction; once this returns it survives power loss.
    ///
    /// - Throws: `StoreError.unknownConversation`, `.noAccount`.
    @discardableResult
    package func enqueue(_ text: OutgoingText) async throws(StoreError) -> EnqueueResult {
        try await write([.messages, .outbox, .drafts]) { db in try Outgoing.enqueue(text, db) }
    }

    /// Stores several texts in one transaction: all or none.
    @discardableResult
    package func enqueue(_ texts: [OutgoingText]) async throws(StoreError) -> [EnqueueResult] {
        try await write([.messages, .outbox, .drafts]) { db in try texts.map { try Outgoing.enqueue($0, db) } }
    }

    /// Our own message with this id; the newest of them if several conversations hold one.
    package func message(_ id: MessageID, in conversation: ConversationID? = nil) async throws(StoreError) -> Message? {
        try await read { db in
            try db.first(
                """
                SELECT \(MessageRecord.columns) FROM message \(MessageRecord.names)
                WHERE message.message_id = ? AND message.state IS NOT NULL AND ifnull(conversation.id = ?, 1)
                ORDER BY message.row DESC
                """, [id.rawValue, conversation?.rawValue], MessageRecord.message)
        }
    }

    /// The message in a row.
    package func message(row: Int64) async throws(StoreError) -> Message? {
        try await read { db in try db.first(MessageRecord.byRow, [row], MessageRecord.message) }
    }
}

/// The steps of `MessageStore.enqueue`.
private enum Outgoing {
    static func enqueue(_ text: OutgoingText, _ db: Database) throws -> EnqueueResult {
        let conversation = try ConversationRecord.row(of: text.conversation, db)
        let own = try AccountRecord.ownRow(db)
        if let result = try earlier(text, conversation: conversation, own: own, db) { return result }
        let newest = try db.integer("SELECT max(time) FROM message WHERE conversation = ?", [conversation])
        let time = TimelineOrder.timeOfOwn(now: text.now, newest: newest.map { Timestamp(milliseconds: $0) })
        try db.run(
            """
            INSERT INTO message (
                conversation, sender, message_id, time, sequence, arrived, kind, body, state, unread)
            VALUES (?, ?, ?, ?, ?, ?, 'text', ?, 'queued', 0)
            """,
            [
                conversation, own, text.id.rawValue, time.milliseconds, text.sequence, text.now.milliseconds, text.text,
            ])
        let row = db.lastInsertedRowID
        try db.run("INSERT INTO outbox (kind, message) VALUES ('message', ?)", [row])
        try ConversationRecord.followNewest(conversation, db)
        if text.clearsDraft {
            try db.run("DELETE FROM draft WHERE conversation = ?", [conversation])
        }
        return .stored(
            Message(
                row: row, messageID: text.id, conversation: text.conversation, sender: try AccountRecord.ownUser(db),
                body: .text(text.text), time: time, sequence: text.sequence, state: .queued))
    }

    /// The answer if the id is taken.
    private static func earlier(
        _ text: OutgoingText, conversation: Int64, own: Int64, _ db: Database
    ) throws -> EnqueueResult? {
        let row = try db.integer(
            "SELECT row FROM message WHERE conversation = ? AND sender = ? AND message_id = ?",
            [conversation, own, text.id.rawValue])
        guard let row, let message = try db.first(MessageRecord.byRow, [row], MessageRecord.message) else { return nil }
        return message.body == .text(text.text) ? .alreadyStored(message) : .conflict
    }
}
