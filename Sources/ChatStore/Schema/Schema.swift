import GRDB

/// The shape of the file, version by version: SQL only, and a version that was ever released is never edited.
///
/// The version in force stands in the file's `user_version`; `application_id` tells our files from other programs'.
/// Migrations are SQL because record types change and an old migration must not change with them.
enum Schema {
    /// The SQL that leads from version `index` to `index + 1`.
    static let versions = [version1, version2, version3, version4]

    /// The version that this program writes.
    static var current: Int { versions.count }

    /// "Vart" in ASCII.
    static let applicationID: Int32 = 0x5661_7274

    /// Brings the file to the current version, in one transaction: of two programs that start at once, the second
    /// waits for the write lock and then finds nothing left to do.
    static func migrate(_ db: Database) throws {
        try migrate(db, to: current)
    }

    static func migrate(_ db: Database, to target: Int) throws {
        guard try version(of: db) < target else { return }
        try db.inTransaction(.immediate) {
            let found = try version(of: db)
            let waiting = try countWaiting(db, version: found)
            for index in found..<max(found, target) {
                try db.execute(sql: versions[index])
            }
            guard try countWaiting(db, version: target) == waiting else {
                throw StoreError.unexpected(reason: "the migration would drop what waits in the outbox")
            }
            try db.execute(
                sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(max(found, target))")
            return .commit
        }
    }

    /// How much waits in the outbox; no migration may change it (law 2).
    private static func countWaiting(_ db: Database, version: Int) throws -> Int {
        version == 0 ? 0 : try Int.fetchOne(db, sql: "SELECT count(*) FROM outbox") ?? 0
    }

    /// Refuses a file that this program must not touch, before anything is written to it.
    ///
    /// - Throws: `StoreError.newerVersion`, or `.cannotOpen` for another program's database.
    static func check(_ db: Database, path: String) throws {
        let found = try version(of: db)
        let owner = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
        guard owner == applicationID || (owner == 0 && found == 0 && isEmpty) else {
            throw StoreError.cannotOpen(path: path, reason: "it is the database of another program")
        }
        guard found <= current else { throw StoreError.newerVersion(found: found, known: current) }
    }

    static func version(of db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    }
}
