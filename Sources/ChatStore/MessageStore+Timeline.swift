package import ChatModel
import GRDB

/// Windows of one conversation's messages, always in ascending order; each costs a seek and its own rows.
extension MessageStore {
    /// The page that ends just before `position`, or the newest page.
    package func timeline(
        of conversation: ConversationID, before position: TimelinePosition? = nil, limit: Int
    ) async throws(StoreError) -> [Message] {
        try await read { db in
            var messages =
                if let position {
                    try db.all(
                        TimelineQuery.before,
                        StatementArguments([conversation.rawValue] + position.arguments + [limit]),
                        MessageRecord.message)
                } else {
                    try db.all(TimelineQuery.newest, [conversation.rawValue, limit], MessageRecord.message)
                }
            messages.reverse()
            return messages
        }
    }

    /// The page that begins just after `position`.
    package func timeline(
        of conversation: ConversationID, after position: TimelinePosition, limit: Int
    ) async throws(StoreError) -> [Message] {
        try await timeline(TimelineQuery.after, conversation, position, limit)
    }

    /// The page that begins at `position`.
    package func timeline(
        of conversation: ConversationID, from position: TimelinePosition, limit: Int
    ) async throws(StoreError) -> [Message] {
        try await timeline(TimelineQuery.from, conversation, position, limit)
    }

    private func timeline(
        _ query: String, _ conversation: ConversationID, _ position: TimelinePosition, _ limit: Int
    ) async throws(StoreError) -> [Message] {
        try await read { db in
            try db.all(
                query, StatementArguments([conversation.rawValue] + position.arguments + [limit]),
                MessageRecord.message)
        }
    }
}

/// The questions about a timeline, as the query plan tests see them.
package enum TimelineQuery {
    private static let select = """
        SELECT \(MessageRecord.columns) FROM message \(MessageRecord.names)
        WHERE message.conversation = (SELECT row FROM conversation WHERE id = ?)
        """

    package static let newest = "\(select) ORDER BY \(MessageRecord.newestFirst) LIMIT ?"
    static let before = """
        \(select) AND \(MessageRecord.position) < (?, ?, ?) ORDER BY \(MessageRecord.newestFirst) LIMIT ?
        """
    static let after = """
        \(select) AND \(MessageRecord.position) > (?, ?, ?) ORDER BY \(MessageRecord.oldestFirst) LIMIT ?
        """
    static let from = """
        \(select) AND \(MessageRecord.position) >= (?, ?, ?) ORDER BY \(MessageRecord.oldestFirst) LIMIT ?
        """
}
