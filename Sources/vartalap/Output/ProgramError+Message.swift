import ChatModel

nonisolated extension ProgramError {
    /// The user's sentence: what happened, then what to do.
    var message: String {
        switch self {
        case .usage, .unknownName, .ambiguousName, .unknownConversation, .emptyBody, .bodyTooLong,
            .notUTF8, .identifierTaken, .invalidIdentifier, .notOnService:
            inputMessage
        case .configuration, .cannotRead, .unknownTheme, .dataDirectory, .cannotWrite, .noTerminal,
            .outputClosed:
            fileMessage
        default:
            accountMessage
        }
    }

    private var inputMessage: String {
        switch self {
        case .usage(let text):
            text
        case .unknownName(let text):
            "Nobody is called “\(text)”. Give a number such as +919876543210, or see: vartalap list contacts"
        case .ambiguousName(let text, let matches):
            "“\(text)” may be \(matches.joined(separator: ", ")). Give the number."
        case .unknownConversation(let text):
            "There is no conversation “\(text)”. See: vartalap list chats"
        case .emptyBody:
            "The message is empty."
        case .bodyTooLong(let bytes, let limit):
            "The message has \(bytes) bytes, the limit is \(limit). Split it."
        case .notUTF8(let source):
            "\(source) is not UTF-8 text. Nothing was sent."
        case .identifierTaken(let id):
            "A message with the id \(id) exists and says something else. Choose another --id."
        case .invalidIdentifier(let id):
            "“\(id)” cannot be a message id. Use 1 to 64 letters, digits, “-”, “_”, “.” or “:”."
        case .notOnService:
            "There is no account with this number on the server."
        default:
            ""
        }
    }

    private var fileMessage: String {
        switch self {
        case .configuration(let mistake):
            mistake.message
        case .cannotRead(let path, let reason):
            "Can't read \(path): \(reason)."
        case .unknownTheme(let name, let nearest, let known):
            "There is no theme “\(name)”."
                + (nearest.map { " Did you mean “\($0)”?" } ?? " Known: \(known.joined(separator: ", ")).")
        case .dataDirectory(let path, let reason):
            "Can't use the data directory \(path): \(reason). Choose another one with --data-dir."
        case .cannotWrite(let path, let reason):
            "Can't write to \(path): \(reason)."
        case .noTerminal:
            "The interface needs a terminal on standard input and output. In scripts use --send, receive or list."
        default:
            "Standard output was closed."
        }
    }

    private var accountMessage: String {
        switch self {
        case .notLoggedIn:
            "Not logged in. Run: vartalap login --server URL --number NUMBER, or try it out with: vartalap demo"
        case .otherAccount(let user):
            "This data directory belongs to \(user.rawValue). Log out first, or choose another --profile."
        case .noServer:
            "No server is named. Give --server URL, or set server.url in the configuration file."
        case .unknownDesign(let name, let nearest, let known):
            "No server design is called “\(name)”." + (nearest.map { " Did you mean “\($0)”?" } ?? "")
                + " Known: \(known.joined(separator: ", "))."
        case .missingSetting(let key, let purpose):
            "\(key) is not set, which \(purpose) needs. Set it in the configuration file."
        case .noCode:
            "A one-time code is needed: give --otp CODE, or --otp-stdin with the code on standard input."
        case .unreachable(let reason):
            reason
        case .signedOut:
            "The server refused the access key. Log in again: vartalap login --server URL --number NUMBER"
        case .cannotListen(let reason):
            "Can't listen: \(reason)."
        case .timedOut(let what):
            "Timed out: \(what)."
        case .layer(let message, _, _):
            message
        default:
            ""
        }
    }
}
