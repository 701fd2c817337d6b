import ChatModel
import GRDB

/// A copy of the store from before it was changed into a newer shape, for whoever wants to go back.
enum Backup {
    /// How many are kept; the oldest go.
    static let kept = 3

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
        try prune(files, sparing: target)
    }

    /// The names end in the time, so the newest of one version sorts last; of several versions the higher is newer.
    private static func prune(_ files: StoreFiles, sparing newest: String) throws {
        let copies = files.siblings(beginning: ".backup-").filter { $0 != newest }
        for old in copies.sorted(by: { age($0) < age($1) }).dropLast(kept - 1) {
            try StoreFiles.remove(old)
        }
    }

    /// The time in a copy's name.
    private static func age(_ path: String) -> Substring {
        path.suffix("20261124-101500".count)
    }
}
