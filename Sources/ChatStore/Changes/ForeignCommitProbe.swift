import GRDB

/// Finds out whether another process has committed.
///
/// `PRAGMA data_version` moves for other connections' commits only, and only if it is asked on the connection that
/// writes ours. The log is written, and the watch wakes, *before* the commit is synced and becomes visible; so the
/// probe takes the write lock for a moment, which waits until a transaction that is under way has ended.
struct ForeignCommitProbe: Sendable {
    enum Answer: Sendable {
        case version(Int64)
        /// Another process holds the write lock for longer than the time-out: ask again.
        case busy
        /// The file cannot be read; whoever uses the store will hear of it.
        case failed
    }

    let path: String
    let versionAtOpening: Int64
    private let database: any DatabaseWriter
    private let canLock: Bool

    init(path: String, access: MessageStore.Access, database: any DatabaseWriter) throws {
        self.path = path
        switch access {
        case .readWrite:
            self.database = database
            canLock = true
        case .readOnly:
            let probe = Opening.probe(path: path)
            self.database = probe ?? database
            canLock = probe != nil
        }
        versionAtOpening = try self.database.writeWithoutTransaction(Self.version)
    }

    func ask() async -> Answer {
        await withCheckedContinuation { continuation in
            database.asyncWriteWithoutTransaction { [canLock] db in
                continuation.resume(returning: Self.ask(db, canLock: canLock))
            }
        }
    }

    private static func ask(_ db: Database, canLock: Bool) -> Answer {
        do {
            guard canLock else { return .version(try version(db)) }
            var found: Int64 = 0
            try db.inTransaction(.immediate) {
                found = try version(db)
                return .rollback
            }
            return .version(found)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return .busy
        } catch {
            return .failed
        }
    }

    private static func version(_ db: Database) throws -> Int64 {
        try db.integer("PRAGMA data_version") ?? 0
    }
}
