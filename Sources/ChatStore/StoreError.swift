package import ChatModel
import GRDB

/// What can go wrong with the store, as facts; the sentence for the user is made elsewhere.
package enum StoreError: Error, Hashable, Sendable {
    /// The file could not be opened or made; `reason` is the system's word for it.
    case cannotOpen(path: String, reason: String)
    /// The store was opened for reading, or its file or disk allows no writing.
    case readOnly
    /// The disk is full; nothing of the transaction was kept.
    case full
    /// The disk failed. Whether the transaction was kept is unknown: open again and look by id.
    case ioFailure(reason: String)
    /// A later version of the program has changed the file.
    case newerVersion(found: Int, known: Int)
    /// The file is damaged, or no database at all.
    case corrupt(path: String)
    /// A move that the delivery model does not know.
    case illegalMove(from: DeliveryState, to: DeliveryState)
    /// Another process held the store for longer than the time-out.
    case busy
    /// Nobody is signed in, and the call needs to know who we are.
    case noAccount
    /// The store holds the history of this user, and of nobody else.
    case otherAccount(UserID)
    case unknownConversation(ConversationID)
    /// No message of ours with this id is in that conversation's outbox.
    case unknownMessage(MessageID)
    /// Somebody else has taken the connection over; what this owner wanted to record was not.
    case notOwner
    /// The message has left the outbox, so it can no longer be taken back.
    case alreadySent(MessageID)
    /// The database refused something that it never should.
    case unexpected(reason: String)

    /// The fact behind whatever a database access threw. Messages of the database name tables, never contents.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError: self.init(error, path: path)
        default: self = .unexpected(reason: String(describing: error))
        }
    }

    private init(_ error: DatabaseError, path: String) {
        let reason = Self.reason(of: error)
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_FULL: self = .full
        case .SQLITE_IOERR: self = .ioFailure(reason: reason)
        case .SQLITE_READONLY: self = .readOnly
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(path: path)
        case .SQLITE_CANTOPEN: self = .cannotOpen(path: path, reason: reason)
        default: self = .unexpected(reason: reason)
        }
    }

    /// What the database says of itself. Its word for a log index that cannot grow, "disk I/O error", hides that the disk
    /// is full; still it is no `full`, for the log may have been written before its index (SQLITE_IOERR_SHMSIZE).
    private static func reason(of error: DatabaseError) -> String {
        switch error.extendedResultCode {
        case .SQLITE_IOERR_SHMSIZE: "the disk is full"
        default: error.message ?? "SQLite code \(error.extendedResultCode.rawValue)"
        }
    }
}
