import ChatModel
package import ChatStore

extension StoreError {
    /// The user's sentence: what happened, then what to do.
    package var message: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "Can't open \(path.harmless()): \(reason.harmless()); check the data directory and its permissions."
        case .readOnly:
            "The message store cannot be written; check the permissions of the data directory."
        case .full:
            "The disk is full and nothing was stored; make room and try again."
        case .ioFailure(let reason):
            "The disk failed (\(reason.harmless())); check it, then start again: what was being stored may be there or not."
        case .newerVersion(let found, let known):
            "The message store was written by a newer program (version \(found), this one knows \(known)); update."
        case .corrupt(let path):
            "\(path.harmless(limit: 1000)) is damaged; end every vartalap and start it once: what can be read is recovered."
        case .illegalMove(let from, let to):
            "A message that is \(from.rawValue) cannot become \(to.rawValue); look at it again."
        case .busy:
            "Another program held the message store for too long; try again."
        case .noAccount:
            "Nobody is signed in here; run vartalap login first."
        case .otherAccount(let user):
            "This data directory belongs to \(user.rawValue.harmless()); use another one for another account."
        case .unknownConversation(let id):
            "There is no conversation \(id.rawValue.harmless()); give a number, a contact's name or a group of yours."
        case .unknownMessage(let id):
            "No message \(id.rawValue.harmless()) waits in the outbox; list the outbox to see what does."
        case .notOwner:
            "Another vartalap of this account has taken the connection over; this one goes on without."
        case .alreadySent(let id):
            "Message \(id.rawValue.harmless()) has been sent already and cannot be taken back."
        case .unexpected(let reason):
            "The message store failed (\(reason.harmless())); try again, and report it if it stays."
        }
    }
}
