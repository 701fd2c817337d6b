package import ChatModel

/// What a process that does not own the connection asks of the one that does. Messages and receipts are not among them:
/// those go through the store.
package enum OwnerRequest: Hashable, Sendable {
    case typing(Bool, ConversationID)
    /// Try at once what waits for its next attempt.
    case retryNow
    /// Ask the server again about contacts and groups.
    case synchronize
    /// Close the connection: the user has logged out.
    case leave
}
