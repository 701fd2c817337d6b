import GRDB

/// The full-text index, which follows the messages: a message is stored without it, and taken in with many others
/// later, since a text costs ten times as much to index alone as to store.
///
/// Invariant: it holds exactly the texts of the rows up to `end`. Rows of `message` are never used again, so what is
/// stored later always lies behind that.
enum SearchIndex {
    private static let end = "SELECT row FROM search_progress"

    static let lags = "SELECT EXISTS (SELECT 1 FROM message WHERE row > (\(end)))"
    static let endOfBatch = "SELECT max(row) FROM (SELECT row FROM message WHERE row > (\(end)) ORDER BY row LIMIT ?)"
    static let takeIn = """
        INSERT INTO message_search (rowid, body, place)
        SELECT row, body, 'c' || conversation FROM message WHERE kind = 'text' AND row > (\(end)) AND row <= ?
        ORDER BY row
        """
    static let unheld = """
        SELECT row, body, 'c' || conversation FROM message WHERE kind = 'text' AND row > (\(end)) AND row < ?
        """

    /// Messages that are taken in by one transaction: the disk is synced for hundreds at once, and whoever waits to write
    /// waits for some milliseconds.
    static let batch = 500

    /// Whether there are messages that the index does not hold yet.
    static func isBehind(_ db: Database) throws -> Bool {
        try db.integer(lags) == 1
    }

    /// Takes in the next batch.
    ///
    /// - Returns: whether more wait.
    static func advance(_ db: Database) throws -> Bool {
        guard let next = try db.integer(endOfBatch, [batch]) else { return false }
        try db.run(takeIn, [next])
        try db.run("UPDATE search_progress SET row = ?", [next])
        return try isBehind(db)
    }

    /// Makes the index anew of everything that is stored; also in a store of a schema without `search_progress`, whose
    /// index never lags.
    static func rebuild(_ db: Database) throws {
        if try db.tableExists("search_progress") {
            try db.run("INSERT OR REPLACE INTO search_progress (one, row) SELECT 1, ifnull(max(row), 0) FROM message")
        }
        try db.run("INSERT INTO message_search (message_search) VALUES ('rebuild')")
    }

    /// The newest rows that match, among those that the index does not hold yet.
    static func tail(matching match: String, before row: Int64, limit: Int, _ db: Database) throws -> [Int64] {
        let texts = try db.all(unheld, [row]) { (row: $0[0] as Int64, body: $0[1] as String, place: $0[2] as String) }
        guard !texts.isEmpty else { return [] }
        return try DatabaseQueue().write { memory in
            // The index of the schema, but for the beginnings of words, which need no index of their own here.
            try memory.execute(
                sql: """
                    CREATE VIRTUAL TABLE tail USING fts5 (
                        body, place, tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co M*'")
                    """)
            for text in texts {
                try memory.run(
                    "INSERT INTO tail (rowid, body, place) VALUES (?, ?, ?)", [text.row, text.body, text.place])
            }
            return try memory.all(
                "SELECT rowid FROM tail WHERE tail MATCH ? ORDER BY rowid DESC LIMIT ?", [match, limit]
            ) { $0[0] }
        }
    }
}
