package import ChatModel
package import Terminal

/// Everything that can happen to the interface; `update` turns each into a new state and effects.
package enum AppEvent: Hashable, Sendable {
    case terminal(TerminalEvent)
    /// The wall clock; sent at each full minute and with every batch of other events.
    case clock(Timestamp, utcOffsetSeconds: Int)
    /// The answer to `AppEffect.loadConversations`.
    case conversations(ConversationPage)
    /// The answer to `AppEffect.loadTimeline`.
    case timeline(TimelinePage)
    /// The kept draft of a conversation that was opened.
    case draft(String, ConversationID)
    /// The store changed: whatever is on screen should be loaded again.
    case storeChanged
    case connection(ConnectionState)
    /// Messages waiting in the outbox, and how many of them are parked.
    case outbox(waiting: Int, parked: Int)
    case typing(UserID, ConversationID, isTyping: Bool)
    /// The text that was sent is in the store: the composer may forget it.
    case sent(ConversationID, text: String)
    /// An effect could not be performed; the sentence is for the status line, nothing typed is lost.
    case failed(String)
    /// The answer to `AppEffect.searchConversations`.
    case conversationMatches([Conversation], query: String)
}

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

/// A window of one timeline, oldest first.
package struct TimelinePage: Hashable, Sendable {
    package var request: TimelineRequest
    package var messages: [Message]
    package var hasOlder: Bool
    package var hasNewer: Bool
    /// Display names of everybody who speaks in `messages`; missing ones are shown by number.
    package var names: [UserID: String]
    /// Everything after this position was unread when the conversation was opened; nil when nothing was ever read.
    package var readMarker: TimelinePosition?

    package init(
        request: TimelineRequest, messages: [Message], hasOlder: Bool, hasNewer: Bool, names: [UserID: String],
        readMarker: TimelinePosition?
    ) {
        self.request = request
        self.messages = messages
        self.hasOlder = hasOlder
        self.hasNewer = hasNewer
        self.names = names
        self.readMarker = readMarker
    }
}

/// Which window of which timeline to load.
package struct TimelineRequest: Hashable, Sendable {
    package enum Window: Hashable, Sendable {
        case newest
        /// The page that ends just before the position.
        case before(TimelinePosition)
        /// The page that begins just after the position.
        case after(TimelinePosition)
        /// The page that begins at the position, for loading again what is on screen.
        case from(TimelinePosition)
    }

    package var conversation: ConversationID
    package var window: Window
    /// Messages at most.
    package var limit: Int

    package init(conversation: ConversationID, window: Window, limit: Int) {
        self.conversation = conversation
        self.window = window
        self.limit = limit
    }
}
