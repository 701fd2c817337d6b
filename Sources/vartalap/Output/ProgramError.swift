import ChatModel

/// Why a command could not do what it was asked: facts only; `message` has the sentences and `status` the exit codes.
nonisolated enum ProgramError: Error, Equatable, Sendable {
    // What was typed.
    /// Flags that do not go together; the text says which.
    case usage(String)
    /// The name is none of a contact's.
    case unknownName(String)
    case ambiguousName(String, matches: [String])
    case unknownConversation(String)
    case emptyBody
    /// A body of this many bytes of UTF-8.
    case bodyTooLong(bytes: Int, limit: Int)
    case notUTF8(source: String)
    /// `--id` names a message that says something else.
    case identifierTaken(String)
    case invalidIdentifier(String)
    case notOnService

    // Files and terminal.
    case configuration(SourceMistake)
    case cannotRead(path: String, reason: String)
    case unknownTheme(String, nearest: String?, known: [String])
    case dataDirectory(path: String, reason: String)
    case cannotWrite(path: String, reason: String)
    case noTerminal
    /// The reader of standard output has gone.
    case outputClosed

    // Account and server.
    case notLoggedIn
    case otherAccount(UserID)
    case noServer
    case unknownDesign(String, nearest: String?, known: [String])
    /// A key of the configuration that the way to sign in needs and nobody set.
    case missingSetting(String, for: String)
    case noCode
    case unreachable(String)
    case signedOut
    case cannotListen(String)
    /// Something did not happen within the time that was given for it.
    case timedOut(String)
    /// A layer below reports a failure in a sentence of its own.
    case layer(message: String, code: String, status: ProgramStatus)
}
