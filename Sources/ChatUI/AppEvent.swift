package import ChatModel
package import Terminal

/// Everything that can happen to the interface; `update` turns each into a new state and effects.
///
/// The first event must be a `.clock`: it makes `update` ask for what the first screen shows.
package enum AppEvent: Hashable, Sendable {
    case terminal(TerminalEvent)
    /// The wall clock; sent at each full minute and before every batch of other events.
    case clock(Timestamp, utcOffsetSeconds: Int)
    /// The answer to `AppEffect.loadConversations`.
    case conversations(ConversationPage)
    /// The answer to `AppEffect.loadTimeline`.
    case timeline(TimelinePage)
    /// The kept draft of a conversation that was opened; empty when there is none.
    case draft(String, ConversationID)
    /// The store changed: whatever is on screen should be loaded again.
    case storeChanged
    case connection(ConnectionState)
    /// Messages waiting in the outbox, and how many of them are parked.
    case outbox(waiting: Int, parked: Int)
    case typing(UserID, ConversationID, isTyping: Bool)
    /// The text that was sent is in the store: the composer may forget it.
    case sent(ConversationID, text: String)
    /// The text could not be stored, so it is still to be sent; the sentence says why.
    case notSent(ConversationID, text: String, String)
    /// Any other effect could not be performed; the sentence is for the status line, nothing typed is lost.
    case failed(String)
    /// Something to know that is no failure of an effect, for the status line.
    case notice(String)
    /// The answer to `AppEffect.searchConversations`.
    case conversationMatches([Conversation], query: String)
}
