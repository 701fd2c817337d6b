import ChatModel
import GRDB

/// Reads messages: the columns that make one, and how.
enum MessageRecord {
    static let columns = """
        message.row, message.message_id, conversation.id, contact.number, message.kind, message.body, message.time,
        message.sequence, message.state, message.park_reason, unconfirmed.repairs, unconfirmed.watched
        """

    /// What a row of `message` is joined with. CROSS keeps SQLite from starting at the small tables.
    static let names = """
        CROSS JOIN conversation ON conversation.row = message.conversation
        CROSS JOIN contact ON contact.row = message.sender
        LEFT JOIN unconfirmed ON unconfirmed.message = message.row
        """

    static let newestFirst = "message.time DESC, message.sequence DESC, message.row DESC"
    static let oldestFirst = "message.time, message.sequence, message.row"
    static let position = "(message.time, message.sequence, message.row)"

    static let byRow = "SELECT \(columns) FROM message \(names) WHERE message.row = ?"

    /// The message that an insertion ran into: its identity is taken, so it is there.
    static func message(_ id: MessageID, from sender: Int64, in conversation: Int64, _ db: Database) throws -> Message {
        let row = try db.integer(
            "SELECT row FROM message WHERE conversation = ? AND sender = ? AND message_id = ?",
            [conversation, sender, id.rawValue])
        guard let row, let message = try db.first(byRow, [row], message) else {
            throw StoreError.unexpected(reason: "a duplicate without an original")
        }
        return message
    }

    /// The message in a row of `columns`.
    static func message(_ row: ResultRow) throws -> Message {
        Message(
            row: row[0],
            messageID: MessageID(row[1]),
            conversation: ConversationID(row[2]),
            sender: UserID(row[3]),
            body: BodyRecord(kind: row[4], body: row[5]).messageBody,
            time: Timestamp(milliseconds: row[6]),
            sequence: row[7],
            state: try state(row[8]),
            parkReason: row[9],
            confirmation: confirmation(repairs: row[10], isWatched: row[11]))
    }

    private static func confirmation(repairs: Int?, isWatched: Bool?) -> Confirmation? {
        guard let repairs, let isWatched else { return nil }
        return Confirmation(repairs: repairs, isGivenUp: !isWatched)
    }

    /// The state that a column holds; its CHECK allows no other words.
    static func state(_ word: String?) throws -> DeliveryState? {
        guard let word else { return nil }
        guard let state = DeliveryState(rawValue: word) else {
            throw StoreError.unexpected(reason: "unknown state \(word)")
        }
        return state
    }
}

extension TimelinePosition {
    /// The values to compare `MessageRecord.position` with.
    var arguments: [any DatabaseValueConvertible] {
        [time.milliseconds, sequence, row]
    }
}
