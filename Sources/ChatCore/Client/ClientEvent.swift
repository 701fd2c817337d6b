package import ChatModel

/// What the client tells besides what it writes into the store, which reports its own changes.
package enum ClientEvent: Sendable {
    case connection(ConnectionState)
    /// Something came over the link, were it a sign of life alone; told once in a few seconds.
    case heard(Timestamp)
    /// Contacts and groups are as the server has them.
    case synchronized(Timestamp)
    /// These messages are new in the store: for notifications.
    case received([Message])
    /// Somebody began (or stopped) typing in a conversation just now.
    case typing(UserID, ConversationID, Bool)
    /// The server is being asked which contacts have an account; told after each batch.
    case contactSync(ContactSync.Progress)
    /// This many frames could not be read; they are kept.
    case unreadable(count: Int)
    /// Something failed that the client goes on without; told once, not for each repetition.
    case trouble(ClientError)
}
