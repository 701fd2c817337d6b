package import ChatModel
import Foundation
import GRDB
import Glibc

/// What to do about a store that is damaged.
extension MessageStore {
    /// The name under which a recovered store remembers its damaged forerunner.
    static let recoveryCursor = "recovered"

    /// Whether a call has met damage in this store since it was last looked at as a whole.
    package static func isSuspect(path: String) -> Bool {
        StoreFiles.exists(StoreFiles(path: path).damageMark)
    }

    /// Makes a new store of what can be read of a damaged one, and keeps the damaged file beside it under another name.
    ///
    /// Nobody may have the store open. Safe against a crash at any step, and against another process that tries the
    /// same: a store that turns out to be sound is left alone.
    ///
    /// - Returns: nil when there was nothing to recover.
    /// - Throws: `StoreError.corrupt` when another process has the damaged store open.
    package static func recover(path: String, at time: Timestamp) throws(StoreError) -> Recovery? {
        let files = StoreFiles(path: path)
        do {
            try Replacement.finish(files)
            return try files.locked {
                guard try isDamaged(files) else {
                    try StoreFiles.remove(files.damageMark)
                    return nil
                }
                guard !isOpenElsewhere(files) else { throw StoreError.corrupt(path: path) }
                return try salvage(files, at: time)
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// When this store was made of a damaged one, and where that is; nil when it was not, or that file is gone.
    package func lastRecovery() async throws(StoreError) -> (time: Timestamp, damagedFile: String)? {
        guard let words = try await cursor(Self.recoveryCursor)?.split(separator: " ", maxSplits: 1),
            words.count == 2, let time = Int64(words[0]), StoreFiles.exists(String(words[1]))
        else { return nil }
        return (Timestamp(milliseconds: time), String(words[1]))
    }

    /// Looks at the whole file, without changing it; a search index that is merely wrong is made anew.
    private static func isDamaged(_ files: StoreFiles) throws -> Bool {
        guard StoreFiles.exists(files.path) else { return false }
        do {
            guard try isWhole(files) else { return true }
            let queue = try DatabaseQueue(path: files.path)
            defer { try? queue.close() }
            try queue.writeWithoutTransaction { db in
                guard try !Soundness.searchComplaints(db).isEmpty else { return }
                try SearchIndex.rebuild(db)
            }
            return false
        } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
            return true
        }
    }

    private static func isWhole(_ files: StoreFiles) throws -> Bool {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: files.path, configuration: configuration)
        defer { try? queue.close() }
        return try queue.read { db in
            let version = try Schema.version(of: db)
            let hasMessages = try db.tableExists("message") && db.tableExists("message_search")
            guard version > 0, hasMessages else { return false }
            return try String.fetchAll(db, sql: "PRAGMA integrity_check(1)") == ["ok"]
        }
    }

    /// Whether another process has the file open: each connection holds a shared lock on a byte of the index.
    private static func isOpenElsewhere(_ files: StoreFiles) -> Bool {
        let descriptor = Glibc.open(files.index, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { Glibc.close(descriptor) }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = 128
        lock.l_len = 1
        return fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
    }

    private static func salvage(_ files: StoreFiles, at time: Timestamp) throws -> Recovery {
        for left in files.siblings(beginning: ".salvage-") { try? FileManager.default.removeItem(atPath: left) }
        let workshop = files.path + ".salvage-\(getpid())"
        try FileManager.default.createDirectory(
            atPath: workshop, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: workshop) }
        let new = workshop + "/new.sqlite"
        try StoreFiles.makePrivate(new)
        let damaged = try DamagedStore.open(files, in: workshop)
        var store = try NewStore(path: new, version: damaged?.version ?? Schema.current)
        if let damaged { try store.copy(from: damaged) }
        var recovery = try store.finish(noting: files.damaged(at: time), at: time)
        recovery.isIncomplete = recovery.isIncomplete || damaged == nil
        try damaged?.database.close()
        try StoreFiles.sync(new)
        recovery.damagedFile = try Replacement.perform(files, new: new, at: time)
        return recovery
    }
}
