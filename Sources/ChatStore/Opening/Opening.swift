import ChatModel
import Foundation
import GRDB

/// Opens the database file: its mode, its journal, its durability and its schema.
///
/// Two programs may do this at once on a file that is not there yet. The switch to the write-ahead log ignores
/// SQLite's busy time-out, so it is tried again until the time-out has passed. Source: reliability page, "SQLite".
enum Opening {
    /// How long a connection waits for another process's transaction, in seconds.
    static let busyTimeout = 5.0

    /// Opens for reading and writing; creates and migrates.
    static func readWrite(
        path: String, checkpoints: Bool, durability: MessageStore.Durability, now: () -> Timestamp
    ) throws -> DatabasePool {
        let files = StoreFiles(path: path)
        try Replacement.finish(files)
        try create(path: path)
        // The database would take an empty file for a new one, and throw the log away.
        guard try size(ofFile: path) > 0 || size(ofFile: files.log) == 0 else { throw StoreError.corrupt(path: path) }
        let deadline = ContinuousClock.now + .seconds(busyTimeout)
        while true {
            do {
                let pool = try pool(path: path, checkpoints: checkpoints, durability: durability)
                try migrate(pool, files, at: now())
                return pool
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                guard ContinuousClock.now < deadline else { throw error }
                usleep(10_000)
            } catch let error as DatabaseError where error.isAboutSpace {
                guard Reserve(files).giveUp() else { throw error }
            }
        }
    }

    /// Opens for reading only. In a directory that cannot be written SQLite finds no room for the log's index: a store
    /// that was closed has no log, and can be read as a file that nobody changes; one that was not is read from a copy.
    static func readOnly(path: String) throws -> DatabaseQueue {
        guard access(path, F_OK) == 0 else { throw cannotOpen(path) }
        do {
            return try queue(path: path, name: path)
        } catch let error as DatabaseError {
            guard [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) else { throw error }
            let logIsEmpty = try size(ofFile: path + "-wal") == 0
            return logIsEmpty ? try queue(path: path, name: immutableName(of: path)) : try copy(of: path)
        }
    }

    /// The store as it is now, from a private copy that is gone with the connection.
    private static func copy(of path: String) throws -> DatabaseQueue {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("vartalap-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: directory) }
        let name = directory.appendingPathComponent("store.sqlite").path
        for ending in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + ending, toPath: name + ending)
        }
        return try queue(path: path, name: name)
    }

    /// A read-write connection apart from the store's own, for waiting on the write lock; nil where there is none.
    static func probe(path: String) -> DatabaseQueue? {
        try? DatabaseQueue(path: path, configuration: configuration(path: path, isWriter: false))
    }

    /// Sets whether this connection copies the log into the database file. Source: delivery page, trap 3.
    static func setCheckpointing(_ on: Bool, every pages: Int = 1_000, _ db: Database) throws {
        _ = try Int.fetchOne(db, sql: "PRAGMA wal_autocheckpoint = \(on ? pages : 0)")
    }

    /// Copies the log into the database file, and empties it if nobody reads from it; by a connection that does not wait.
    static func emptyLog(path: String) throws {
        var configuration = configuration(path: path, isWriter: false)
        configuration.busyMode = .immediateError
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.inDatabase { db in _ = try db.integer("PRAGMA wal_checkpoint(TRUNCATE)") }
        try queue.close()
    }

    private static func pool(
        path: String, checkpoints: Bool, durability: MessageStore.Durability
    ) throws -> DatabasePool {
        let pool = try DatabasePool(path: path, configuration: configuration(path: path, isWriter: true))
        try pool.writeWithoutTransaction { db in
            // GRDB chose NORMAL after our preparation; what was confirmed must survive a power cut.
            if durability == .full { try syncFully(db) }
            try setCheckpointing(checkpoints, db)
            // Bytes of log file to keep after a checkpoint.
            _ = try Int.fetchOne(db, sql: "PRAGMA journal_size_limit = \(16 << 20)")
        }
        return pool
    }

    /// Brings the schema to the current version; a store that holds something is copied first.
    private static func migrate(_ pool: DatabasePool, _ files: StoreFiles, at time: Timestamp) throws {
        try pool.writeWithoutTransaction { db in
            guard try Schema.version(of: db) < Schema.current else { return }
            try files.locked {
                let version = try Schema.version(of: db)
                if version > 0, version < Schema.current {
                    try Backup.make(db, of: files, version: version, at: time)
                }
                try Schema.migrate(db)
            }
        }
    }

    private static func syncFully(_ db: Database) throws {
        try db.execute(sql: "PRAGMA synchronous = FULL")
        guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
            throw StoreError.unexpected(reason: "the database does not sync fully")
        }
    }

    private static func queue(path: String, name: String) throws -> DatabaseQueue {
        var configuration = configuration(path: path, isWriter: false)
        configuration.readonly = true
        let queue = try DatabaseQueue(path: name, configuration: configuration)
        guard try queue.read(Schema.version) == Schema.current else {
            throw StoreError.cannotOpen(path: path, reason: "it has to be opened for writing once by this version")
        }
        return queue
    }

    static func configuration(path: String, isWriter: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .callback(waitForOthers)
        configuration.maximumReaderCount = 4
        configuration.label = "ChatStore"
        configuration.prepareDatabase { db in
            try Schema.check(db, path: path)
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
            // Kibibytes, negative by SQLite's convention.
            let isReader = !isWriter || db.configuration.readonly
            try db.execute(sql: "PRAGMA cache_size = \(isReader ? -4_000 : -16_000)")
            if !isWriter { try setCheckpointing(false, db) }
        }
        return configuration
    }

    /// Waits a moment for another process's transaction; false when that has lasted too long.
    ///
    /// SQLite's own handler waits longer each time, up to 100 ms, so that of many writers those who have waited longest
    /// come last, for seconds on end. Here everybody has the same chance.
    ///
    /// - Parameter attempt: how often this transaction has waited already.
    private static let waitForOthers: Database.BusyCallback = { attempt in
        // Microseconds.
        let pause = 500...2_500
        guard Double(attempt) * Double(pause.lowerBound + pause.upperBound) / 2 < busyTimeout * 1_000_000 else {
            return false
        }
        usleep(UInt32.random(in: UInt32(pause.lowerBound)...UInt32(pause.upperBound)))
        return true
    }

    /// Makes the file private before the database writes to it; log and index take its mode over.
    ///
    /// Never opens an existing file: closing it again would drop the locks of this process's other connections.
    private static func create(path: String) throws {
        guard mknod(path, S_IFREG | 0o600, 0) != 0 else { return }
        guard errno == EEXIST, access(path, R_OK | W_OK) == 0 else { throw cannotOpen(path) }
        guard chmod(path, 0o600) == 0 else { throw cannotOpen(path) }
    }

    private static func cannotOpen(_ path: String) -> StoreError {
        .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }

    private static func size(ofFile path: String) throws -> Int {
        var status = stat()
        guard stat(path, &status) != 0 else { return Int(status.st_size) }
        guard errno == ENOENT else { throw cannotOpen(path) }
        return 0
    }

    private static func immutableName(of path: String) -> String {
        let absolute = URL(fileURLWithPath: path).absoluteString
        return absolute + "?immutable=1"
    }
}

extension DatabaseError {
    /// Whether the disk has no room, were it for the index of the log.
    fileprivate var isAboutSpace: Bool {
        resultCode == .SQLITE_FULL || extendedResultCode == .SQLITE_IOERR_SHMSIZE
    }
}
