import ChatModel
import GRDB

/// Copies of the store: from before it was changed into a newer shape, for whoever wants to go back, and of each day.
enum Backup {
    /// How many are kept of the current shape, and of all earlier ones; the oldest go.
    static let kept = 3
    /// Milliseconds.
    private static let day: Int64 = 24 * 3_600 * 1_000

    /// Makes a copy of today, unless there is one or no room for it.
    ///
    /// - Returns: whether it was made.
    static func makeDaily(_ db: Database, of files: StoreFiles, at time: Timestamp) throws -> Bool {
        try files.locked {
            let yesterday = files.backup(version: Schema.current, at: time.advanced(byMilliseconds: -day))
            let isDue = copies(files, areCurrent: true).allSatisfy { age($0) <= age(yesterday) }
            guard isDue, Reserve.freeBytes(beside: files.path) / 2 > (try size(of: db)) else { return false }
            try make(db, of: files, version: Schema.current, at: time)
            return true
        }
    }

    private static func size(of db: Database) throws -> Int64 {
        try (db.integer("PRAGMA page_count") ?? 0) * (db.integer("PRAGMA page_size") ?? 0)
    }

    /// Copies the store as it stands, durably, and removes the copies that are too many.
    ///
    /// To be called outside a transaction, by the holder of the directory's lock. A copy that was cut short by a crash
    /// has a name of its own and is removed by the next one.
    static func make(_ db: Database, of files: StoreFiles, version: Int, at time: Timestamp) throws {
        let target = files.backup(version: version, at: time)
        let unfinished = target + ".unfinished"
        for old in files.siblings(beginning: ".backup-") where old.contains(".unfinished") {
            try StoreFiles.remove(old)
        }
        try StoreFiles.makePrivate(unfinished)
        try db.execute(sql: "VACUUM INTO ?", arguments: [unfinished])
        try StoreFiles.sync(unfinished)
        try StoreFiles.move(unfinished, to: target)
        try files.syncDirectory()
        try prune(files, sparing: target, version: version)
    }

    /// Those of each day do not crowd out those from before a change.
    private static func prune(_ files: StoreFiles, sparing newest: String, version: Int) throws {
        let copies = copies(files, areCurrent: version == Schema.current).filter { $0 != newest }
        for old in copies.sorted(by: { age($0) < age($1) }).dropLast(kept - 1) {
            try StoreFiles.remove(old)
        }
    }

    private static func copies(_ files: StoreFiles, areCurrent: Bool) -> [String] {
        let current = Set(files.siblings(beginning: ".backup-v\(Schema.current)-"))
        return areCurrent ? current.sorted() : files.siblings(beginning: ".backup-").filter { !current.contains($0) }
    }

    /// The time in a copy's name.
    private static func age(_ path: String) -> Substring {
        path.suffix("20261124-101500".count)
    }
}
