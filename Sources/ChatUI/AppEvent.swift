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
    /// Something came from the server; told every few seconds at most.
    case heard(Timestamp)
    /// How far the server has been asked about contacts.
    case contactSync(asked: Int, total: Int)
    /// Contacts and groups are as the server has them.
    case synchronized(Timestamp)
    /// What the outbox holds: messages that wait for the server, parked ones, and changes of groups.
    case outbox(waiting: Int, parked: Int, groupChanges: Int = 0)
    case typing(UserID, ConversationID, isTyping: Bool)
    /// The text that was sent is in the store: the composer may forget it.
    case sent(ConversationID, text: String)
    /// The text could not be stored, so it is still to be sent; the sentence says why.
    case notSent(ConversationID, text: String, String)
    /// Any other effect could not be performed; the sentence is for the status line, nothing typed is lost.
    case failed(String)
    /// Something to know that is no failure of an effect, for the status line.
    case notice(String)
    /// The answer to `AppEffect.createGroup`: the group is stored, and made when the server is reached.
    case groupCreated(Conversation)
    /// The answer to `AppEffect.loadMembers`.
    case members(MembersPage)
    /// The answer to `AppEffect.findConversation`: the server has named a new group.
    case renamed(ConversationID, Conversation)
    /// The answer to `AppEffect.loadOutbox`.
    case outboxPage(OutboxPage)
    /// The answer to `AppEffect.cancelOutbox`: the message is gone, its text is the user's again; the sentence says more.
    case cancelled(MessageReference, text: String, String)
    /// The answer to `AppEffect.searchConversations`.
    case conversationMatches([Conversation], query: String)
}
