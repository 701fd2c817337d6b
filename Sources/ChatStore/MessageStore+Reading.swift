package import ChatModel
import GRDB

/// What the user has seen.
///
/// Every received message carries its own unread mark, so that one which arrives late and sorts behind the read
/// marker is unread all the same; counts are queries over these marks. The marker itself is where the "new" line goes.
extension MessageStore {
    /// How far the user has read; nil when the conversation was never read.
    package func readMarker(of conversation: ConversationID) async throws(StoreError) -> TimelinePosition? {
        try await read { db in
            try db.first(
                """
                SELECT time, sequence, message FROM read_marker
                WHERE conversation = (SELECT row FROM conversation WHERE id = ?)
                """, [conversation.rawValue], ReadingQuery.position)
        }
    }

    /// Everything up to the position was seen: the marks go, read receipts are queued, the marker moves forward, and
    /// never back. A large backlog goes in several transactions, oldest messages first, so that nobody has to wait.
    package func markRead(_ conversation: ConversationID, through position: TimelinePosition) async throws(StoreError) {
        while try await !markNextRead(conversation, through: position) {}
    }

    /// Does the same for the oldest `ReadingQuery.batch` unread messages, and says whether they were the last.
    private func markNextRead(
        _ conversation: ConversationID, through position: TimelinePosition
    ) async throws(StoreError) -> Bool {
        try await write([.messages, .receipts]) { [now] db in
            let row = try ConversationRecord.row(of: conversation, db)
            let end = try db.first(
                ReadingQuery.endOfBatch, StatementArguments([row] + position.arguments), ReadingQuery.position)
            let through = [row] + (end ?? position).arguments
            try db.run(ReadingQuery.queueReceipts, StatementArguments([now().milliseconds] + through))
            try db.run(ReadingQuery.clearMarks, StatementArguments(through))
            try db.run(ReadingQuery.moveMarker, StatementArguments(through))
            return end == nil
        }
    }

    /// Where counting unread messages stops, so that a backlog nobody reads cannot make every list slow.
    package static let unreadCountLimit = 10_000

    /// Unread messages of all conversations, up to `MessageStore.unreadCountLimit`.
    package func totalUnread() async throws(StoreError) -> Int {
        try await read { db in Int(try db.integer(ReadingQuery.totalUnread) ?? 0) }
    }
}

/// The questions about unread messages, as the query plan tests see them.
enum ReadingQuery {
    private static let passed = """
        message.conversation = ? AND message.unread = 1 AND \(MessageRecord.position) <= (?, ?, ?)
        """

    /// Messages that are marked as read in one transaction.
    static let batch = 2_000

    static let endOfBatch = """
        SELECT message.time, message.sequence, message.row FROM message WHERE \(passed)
        ORDER BY \(MessageRecord.oldestFirst) LIMIT 1 OFFSET \(batch - 1)
        """

    /// The position in a row of time, sequence and message row.
    static func position(_ row: ResultRow) throws -> TimelinePosition {
        TimelinePosition(time: Timestamp(milliseconds: row[0]), sequence: row[1], row: row[2])
    }

    static let queueReceipts = """
        INSERT INTO receipt_outbox (message, kind, queued)
        SELECT message.row, 'read', ? FROM message WHERE \(passed) AND message.kind <> 'groupChange'
        ON CONFLICT (message) DO UPDATE SET kind = 'read'
        """

    static let clearMarks = "UPDATE message SET unread = 0 WHERE \(passed)"

    static let moveMarker = """
        INSERT INTO read_marker (conversation, time, sequence, message) VALUES (?, ?, ?, ?)
        ON CONFLICT (conversation) DO UPDATE
        SET (time, sequence, message) = (excluded.time, excluded.sequence, excluded.message)
        WHERE (excluded.time, excluded.sequence, excluded.message) > (time, sequence, message)
        """

    static let totalUnread = """
        SELECT count(*) FROM (
            SELECT 1 FROM conversation CROSS JOIN message
            ON message.conversation = conversation.row AND message.unread = 1 LIMIT \(MessageStore.unreadCountLimit))
        """
}
