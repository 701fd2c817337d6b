import ChatModel
import GRDB

/// Lines of the conversation list: `conversation` in the order of its index, and look-ups for everything else.
enum SummaryRecord {
    /// Characters of the newest message that a line can ever show.
    static let previewLength = 400

    static let list = """
        SELECT \(ConversationRecord.columns), conversation.last_time, conversation.muted,
            newest.kind, CASE newest.kind WHEN 'text' THEN substr(newest.body, 1, \(previewLength)) ELSE newest.body END,
            newest.state, author.number, author.name,
            (SELECT count(*) FROM (SELECT 1 FROM message WHERE message.conversation = conversation.row
                AND message.unread = 1 LIMIT \(MessageStore.unreadCountLimit))),
            EXISTS (SELECT 1 FROM message WHERE message.conversation = conversation.row AND message.state = 'parked'),
            EXISTS (SELECT 1 FROM draft WHERE draft.conversation = conversation.row)
        FROM conversation
        \(ConversationRecord.peer)
        LEFT JOIN message AS newest ON newest.row = conversation.last_message
        LEFT JOIN contact AS author ON author.row = newest.sender
        ORDER BY conversation.last_time DESC, conversation.row DESC LIMIT ?
        """

    /// The summary in a row of `list`.
    static func summary(_ row: Row) throws -> ConversationSummary {
        let kind: String? = row[5]
        let author: String? = row[8]
        let state = try MessageRecord.state(row[7])
        return ConversationSummary(
            conversation: try ConversationRecord.conversation(row),
            preview: kind.map { BodyRecord(kind: $0, body: row[6]).messageBody },
            previewSender: author.map { UserID($0) },
            previewSenderName: state == nil ? row[9] : nil,
            time: Timestamp(milliseconds: row[3]),
            unreadCount: row[10],
            ownState: state,
            hasParked: row[11],
            hasDraft: row[12],
            isMuted: row[4])
    }
}
