import ChatModel
import GRDB

/// Lines of the conversation list: `conversation` in the order of its index, and look-ups for everything else.
package enum SummaryRecord {
    /// Characters of the newest message that a line can ever show.
    static let previewLength = 400

    package static let list = """
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
    static func summary(_ row: ResultRow) throws -> ConversationSummary {
        let kind: String? = row[6]
        let author: String? = row[9]
        let state = try MessageRecord.state(row[8])
        return ConversationSummary(
            conversation: try ConversationRecord.conversation(row),
            preview: kind.map { BodyRecord(kind: $0, body: row[7]).messageBody },
            previewSender: author.map { UserID($0) },
            previewSenderName: state == nil ? row[10] : nil,
            time: Timestamp(milliseconds: row[4]),
            unreadCount: row[11],
            ownState: state,
            hasParked: row[12],
            hasDraft: row[13],
            isMuted: row[5])
    }
}
