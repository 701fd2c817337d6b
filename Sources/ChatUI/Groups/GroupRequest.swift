package import ChatModel

/// What is wanted of a group that exists; stored and shown at once, done by the server when it is reached.
package enum GroupRequest: Hashable, Sendable {
    case add([UserID])
    /// Somebody else.
    case remove(UserID)
    case leave
}
