package import ChatModel
import Foundation
import GRDB

/// Everything the client keeps: one SQLite file, one account, shared by several processes.
///
/// Writes are verbs that keep an invariant, each one transaction; reads are named questions. What a write returned
/// from survives power loss (`synchronous = FULL`). A call that was begun is finished even if its task is cancelled,
/// so the outcome is never in doubt. There is no protocol in front: tests use real files.
package final class MessageStore: Sendable {
    /// What the opener wants to do with the file.
    package enum Access: Sendable {
        case readWrite
        /// Also possible in a directory that cannot be written; every write throws `StoreError.readOnly`.
        case readOnly
    }

    /// How much of what was committed a power cut may take.
    package enum Durability: Sendable {
        /// Nothing that was confirmed: each commit waits for the disk (`synchronous = FULL`). The program knows no other.
        case full
        /// The commits since the last checkpoint (`synchronous = NORMAL`). No setting leads here: it is there so that
        /// the power-cut simulator can prove that it would notice.
        case normal
    }

    package let path: String
    package let access: Access
    let database: any DatabaseWriter
    let hub: ChangeHub
    /// For what the store dates by itself: new conversations and queued receipts.
    let now: @Sendable () -> Timestamp

    private init(
        path: String, access: Access, database: any DatabaseWriter, hub: ChangeHub,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.path = path
        self.access = access
        self.database = database
        self.hub = hub
        self.now = now
    }

    /// Opens the store, and makes or migrates it if need be.
    ///
    /// - Parameters:
    ///   - path: the database file; its directory must exist.
    ///   - checkpoints: whether to copy the log into the database file now and then. Only the process that owns the
    ///     connection may, see `setCheckpointing(_:)`.
    ///   - durability: leave it; see `Durability`.
    ///   - now: the wall clock.
    package static func open(
        path: String, access: Access = .readWrite, checkpoints: Bool = false, durability: Durability = .full,
        now: @escaping @Sendable () -> Timestamp = MessageStore.wallClock
    ) throws(StoreError) -> MessageStore {
        do {
            let database: any DatabaseWriter =
                switch access {
                case .readWrite:
                    try Opening.readWrite(path: path, checkpoints: checkpoints, durability: durability, now: now)
                case .readOnly: try Opening.readOnly(path: path)
                }
            let hub = try ChangeHub(path: path, access: access, database: database)
            return MessageStore(path: path, access: access, database: database, hub: hub, now: now)
        } catch {
            throw Damage.noted(StoreError(error, path: path))
        }
    }

    deinit {
        hub.finish()
    }

    /// Ends every stream of changes and closes the file, after the calls that were begun. What the log holds may stay
    /// there: its owner calls `endCheckpointing()` before. Where the database empties it by itself, nobody else has the
    /// file open, so there is nobody to race.
    package func close() throws(StoreError) {
        hub.finish()
        do {
            try database.close()
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Every commit from now on, by this process and others, coalesced. Each consumer asks for its own.
    package var changes: StoreChanges {
        hub.subscribe()
    }

    /// Says whether this process owns the account's connection and so copies the log into the database file.
    ///
    /// SQLite before 3.51.3 can lose commits when two processes reset the log at once, hence one process only.
    ///
    /// - Parameter pages: the length of the log, in database pages, from which on it is copied.
    package func setCheckpointing(_ on: Bool, every pages: Int = 1_000) async throws(StoreError) {
        try await onWriter { db in try Opening.setCheckpointing(on, every: pages, db) }
    }

    /// Copies the whole log into the database file and empties it, then leaves that to others: the orderly end of the
    /// process that owns the connection, while it still does. After it the file alone is the store.
    ///
    /// Waits for no other process: what one still reads stays in the log, and the next owner sees to it.
    package func endCheckpointing() async throws(StoreError) {
        try await onWriter { [path] db in
            try Opening.setCheckpointing(false, db)
            try Opening.emptyLog(path: path)
        }
    }

    package static let wallClock: @Sendable () -> Timestamp = {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }
}
