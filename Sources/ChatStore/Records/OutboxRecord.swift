import ChatModel
import GRDB

/// Rows of `outbox` with the message that each names.
enum OutboxRecord {
    private static let select = """
        SELECT outbox.row, message.message_id, conversation.id, coalesce(peer.number, conversation.id),
            peer.number IS NULL, message.body, message.time, message.sequence, message.state, message.park_reason,
            outbox.attempts
        FROM outbox CROSS JOIN message ON message.row = outbox.message
        CROSS JOIN conversation ON conversation.row = message.conversation
        \(ConversationRecord.peer)
        """

    static let list = "\(select) WHERE outbox.kind = 'message' AND outbox.row > ? ORDER BY outbox.row LIMIT ?"
    static let byRow = "\(select) WHERE outbox.kind = 'message' AND outbox.row = ?"
    /// By conversation, so that the index of parked messages is searched.
    static let countParked = """
        SELECT count(*) FROM conversation CROSS JOIN message
        ON message.conversation = conversation.row AND message.state = 'parked'
        """

    static func item(_ row: Row) throws -> OutboxItem {
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
            attempts: row[10])
    }

    /// The row and state of a message of ours, if it is in the outbox.
    static func waiting(_ message: OwnMessageReference, _ db: Database) throws -> (row: Int64, state: DeliveryState)? {
        let found = try db.first(
            """
            SELECT message.row, message.state FROM message CROSS JOIN outbox ON outbox.message = message.row
            WHERE message.message_id = ? AND message.state IS NOT NULL
                AND message.conversation = (SELECT row FROM conversation WHERE id = ?)
            """, [message.id.rawValue, message.conversation.rawValue]
        ) { ($0[0] as Int64, try MessageRecord.state($0[1])) }
        guard let (row, state) = found, let state else { return nil }
        return (row, state)
    }
}
