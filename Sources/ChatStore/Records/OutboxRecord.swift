import ChatModel
import GRDB

/// Rows of `outbox` with the message that each names.
enum OutboxRecord {
    private static let columns = """
        message.message_id, conversation.id, coalesce(peer.number, conversation.id), peer.number IS NULL,
        message.body, message.time, message.sequence, message.state, message.park_reason
        """
    private static let names = """
        CROSS JOIN conversation ON conversation.row = message.conversation
        \(ConversationRecord.peer)
        """
    private static let select = """
        SELECT outbox.row, \(columns), outbox.attempts, outbox.attempted
        FROM outbox CROSS JOIN message ON message.row = outbox.message \(names)
        """

    /// A message that has left the outbox, as it was written: row and attempts are those of its repairs.
    private static let selectSent = """
        SELECT message.row, \(columns), unconfirmed.repairs, unconfirmed.written
        FROM unconfirmed CROSS JOIN message ON message.row = unconfirmed.message \(names)
        """
    static let sent = "\(selectSent) WHERE unconfirmed.message = ?"
    /// The newest of those that were sent again, or will be no more.
    static let unconfirmed = """
        \(selectSent) WHERE unconfirmed.repairs > 0 OR unconfirmed.watched = 0
        ORDER BY unconfirmed.message DESC LIMIT ?
        """

    static let list = "\(select) WHERE outbox.kind = 'message' AND outbox.row > ? ORDER BY outbox.row LIMIT ?"
    static let byRow = "\(select) WHERE outbox.kind = 'message' AND outbox.row = ?"
    /// By conversation, so that the index of parked messages is searched.
    static let countParked = """
        SELECT count(*) FROM conversation CROSS JOIN message
        ON message.conversation = conversation.row AND message.state = 'parked'
        """

    static func item(_ row: ResultRow) throws -> OutboxItem {
        OutboxItem(
            row: row[0],
            messageID: MessageID(row[1]),
            conversation: ConversationID(row[2]),
            isGroup: row[4],
            to: row[3],
            text: row[5],
            time: Timestamp(milliseconds: row[6]),
            sequence: row[7],
            state: try MessageRecord.state(row[8]) ?? .queued,
            parkReason: row[9],
            attempts: row[10],
            lastAttempt: (row[11] as Int64?).map { Timestamp(milliseconds: $0) })
    }

    /// Counts that a queued row is about to be handed to a link.
    ///
    /// - Returns: the message; nil when the row is no longer there, or no longer queued.
    static func countAttempt(_ row: Int64, at time: Timestamp, _ db: Database) throws -> OutboxItem? {
        guard var item = try db.first(byRow, [row], Self.item), item.state == .queued else { return nil }
        try db.run(
            "UPDATE outbox SET attempts = attempts + 1, attempted = ?2 WHERE row = ?1", [row, time.milliseconds])
        item.attempts += 1
        item.lastAttempt = time
        return item
    }

    /// Takes the count of an attempt back that was not made.
    static func uncountAttempt(_ row: Int64, _ db: Database) throws {
        try db.run(
            """
            UPDATE outbox SET attempts = attempts - 1, attempted = CASE attempts WHEN 1 THEN NULL ELSE attempted END
            WHERE row = ? AND attempts > 0
            """, [row])
    }

    /// A message of ours that is in the outbox.
    static func waiting(_ message: OwnMessageReference, _ db: Database) throws -> Waiting? {
        let found = try db.first(
            """
            SELECT message.row, message.state, message.conversation, outbox.attempts FROM message CROSS JOIN outbox ON outbox.message = message.row
            WHERE message.message_id = ? AND message.state IS NOT NULL
                AND message.conversation = (SELECT row FROM conversation WHERE id = ?)
            """, [message.id.rawValue, message.conversation.rawValue]
        ) {
            Waiting(row: $0[0], state: try MessageRecord.state($0[1]) ?? .queued, conversation: $0[2], attempts: $0[3])
        }
        return found
    }

    /// A message in the outbox; rows are those of the message and of its conversation.
    struct Waiting {
        var row: Int64
        var state: DeliveryState
        var conversation: Int64
        var attempts: Int
    }
}
