package import ChatModel

/// A window of the conversation list, newest first.
package struct ConversationPage: Hashable, Sendable {
    package var summaries: [ConversationSummary]
    /// Whether more conversations follow.
    package var hasMore: Bool
    /// Unread messages in all conversations.
    package var totalUnread: Int

    package init(summaries: [ConversationSummary], hasMore: Bool, totalUnread: Int) {
        self.summaries = summaries
        self.hasMore = hasMore
        self.totalUnread = totalUnread
    }
}
