import ChatModel
import GRDB

/// The store that is made from what could be read of a damaged one: first the rows as they are, then everything that
/// must hold between them is made to hold again.
struct NewStore {
    let database: DatabaseQueue
    private(set) var isIncomplete = false

    init(path: String, version: Int) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        database = try DatabaseQueue(path: path, configuration: configuration)
        try database.writeWithoutTransaction { db in
            // Nobody waits for a half-made file: it is synced once, as a whole.
            try db.execute(sql: "PRAGMA synchronous = OFF; PRAGMA cache_size = -16000")
            try Schema.migrate(db, to: version)
        }
    }

    /// The order in which tables are copied: what cannot be had again comes first.
    private static let first = [
        "outbox", "account", "contact", "conversation", "message", "receipt_outbox", "draft", "read_marker", "member",
    ]

    mutating func copy(from damaged: DamagedStore) throws {
        var incomplete = false
        try database.write { target in
            let triggers = try Triggers.drop(target)
            try damaged.database.writeWithoutTransaction { source in
                let all = try Self.tables(target)
                for table in Self.first.filter(all.contains) + all.filter({ !Self.first.contains($0) }) {
                    if try !Self.copy(table, from: source, to: target) { incomplete = true }
                }
            }
            try Mending.mend(target)
            try triggers.restore(target)
            try SearchIndex.rebuild(target)
        }
        isIncomplete = incomplete
    }

    /// The tables that hold something of their own.
    private static func tables(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'
                AND name NOT LIKE 'message\\_search%' ESCAPE '\\' AND name <> 'search_progress' ORDER BY name
                """)
    }

    /// - Returns: whether all of it could be read and made sense.
    private static func copy(_ table: String, from source: Database, to target: Database) throws -> Bool {
        let wanted = try columns(of: table, target)
        let found = (try? columns(of: table, source)) ?? wanted
        let columns = wanted.filter(found.contains)
        guard !columns.isEmpty else { return false }
        let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        let insert = try target.makeStatement(
            sql: "INSERT OR IGNORE INTO \"\(table)\" (\(list)) VALUES (\(places))")
        let mended = table == "message" ? try MendedMessage(target, columns: columns) : nil
        var refused = false
        var reader = TableReader(source, table: table, columns: columns)
        try reader.read { values in
            var isRefused = false
            do {
                try insert.execute(arguments: StatementArguments(values))
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                isRefused = true
            }
            if isRefused || target.changesCount == 0, let mended { isRefused = try mended.insert(values) || isRefused }
            refused = refused || isRefused
        }
        return !reader.isIncomplete && !refused
    }

    private static func columns(of table: String, _ db: Database) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table])
    }

    /// Brings the file to the current version and closes it.
    ///
    /// - Returns: what it holds.
    func finish(noting damagedFile: String, at time: Timestamp) throws -> Recovery {
        let recovery = try database.writeWithoutTransaction { db in
            try Schema.migrate(db)
            try db.execute(
                sql: "INSERT OR REPLACE INTO sync_cursor (name, value) VALUES (?, ?)",
                arguments: [MessageStore.recoveryCursor, "\(time.milliseconds) \(damagedFile)"])
            _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
            _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            return Recovery(
                damagedFile: damagedFile, messages: try Self.count("message", db),
                waiting: try Self.count(
                    "message WHERE state = 'parked' AND park_reason = '\(Recovery.parkReason)'", db),
                contacts: try Self.count("contact", db), conversations: try Self.count("conversation", db),
                isIncomplete: isIncomplete)
        }
        try database.close()
        return recovery
    }

    private static func count(_ what: String, _ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM \(what)") ?? 0
    }
}

/// The triggers, put away while rows are copied as they are.
struct Triggers {
    private let statements: [String]

    static func drop(_ db: Database) throws -> Triggers {
        let rows = try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        let statements = rows.map { $0[1] as String }
        for name in rows.map({ $0[0] as String }) {
            try db.execute(sql: "DROP TRIGGER \"\(name)\"")
        }
        return Triggers(statements: statements)
    }

    func restore(_ db: Database) throws {
        for statement in statements { try db.execute(sql: statement) }
    }
}
