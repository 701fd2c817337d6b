package import ChatModel
package import ChatStore
package import ChatWire

/// What went wrong, as facts; `message` is the sentence for the user.
package enum ClientError: Error, Sendable {
    /// There is no link to the server.
    case link(LinkFailure, server: String)
    /// The server answered a request with something other than what was asked for.
    case answer(APIError, server: String)
    /// The one-time code or token was refused at login.
    case codeRefused
    /// There is no proof of who we are.
    case signIn(SignInError)
    /// No design was found, since the server is none of ours.
    case notVartalap(DesignProbe.NotVartalap, server: String)
    /// Somebody named a design that the server does not speak; it may be any of `found`.
    case wrongDesign(named: String, found: [String], server: String)
    /// Nobody is signed in here.
    case notSignedIn
    case emptyText
    /// Bytes of UTF-8.
    case textTooLong(bytes: Int, limit: Int)
    /// The message cannot be written in the server's form: an address or an id that would harm it.
    case unwritable(reason: String)
    case unknownConversation(ConversationID)
    /// A group cannot be made, changed or written to.
    case group(GroupError)
    /// Another message has this id already.
    case idTaken(MessageID)
    /// The message is on its way to the server at this moment.
    case handedOver(MessageID)
    /// The message has arrived, so nothing is left to be tried.
    case alreadyDelivered(MessageID)
    /// The server ends the connection whenever it is given this message.
    case poisonous
    case store(StoreError)
    case credentials(CredentialsError)
    case ownership(OwnershipError)
}
