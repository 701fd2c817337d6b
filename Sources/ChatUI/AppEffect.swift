package import ChatModel

/// What `update` wants done: performed by the program, answered by events, never awaited by the interface.
package enum AppEffect: Hashable, Sendable {
    /// Store `text` as a queued message; answered by `.sent` once it is committed, or `.notSent`.
    case send(text: String, ConversationID)
    case loadConversations(limit: Int)
    case loadTimeline(TimelineRequest)
    case loadDraft(ConversationID)
    /// Keep unsent text; empty text forgets it. The performer writes it within a second.
    case saveDraft(String, ConversationID)
    /// Everything up to the position was on screen in a focused terminal.
    case markRead(ConversationID, through: TimelinePosition)
    /// Find conversations and contacts by name or number, all of them by nothing; answered by `.conversationMatches`.
    case searchConversations(String)
    /// Make the one-to-one conversation with a contact, if there is none; the interface has opened it already.
    case startConversation(UserID)
    /// Make a group of ourselves and others; answered by `.groupCreated` once it is stored.
    case createGroup(title: String, [UserID])
    /// Change a group's members, once stored shown and told to the server.
    case changeGroup(ConversationID, GroupRequest)
    /// Answered by `.members`.
    case loadMembers(ConversationID)
    /// A new group had a provisional id: answered by `.renamed` when the server has named it.
    case findConversation(ConversationID)
    /// Answered by `.outboxPage`.
    case loadOutbox(OutboxRequest)
    /// Try at once what waits or was refused.
    case retryOutbox(OutboxTarget)
    /// Take a message back that has not left; answered by `.cancelled`.
    case cancelOutbox(MessageReference)
    /// Tell the peer that we are (no longer) typing.
    case sendTyping(Bool, ConversationID)
    /// Try what waits in the outbox at once.
    case retryNow
    /// Set the terminal's title; cached by the performer.
    case setTitle(String)
    /// Repaint everything.
    case redraw
    /// Send `.clock` after this many milliseconds.
    case wake(afterMilliseconds: Int)
    case quit
}
