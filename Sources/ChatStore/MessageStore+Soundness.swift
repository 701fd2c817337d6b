import GRDB

/// Whether the file is what it should be: the database's own checks, and our laws about it.
extension MessageStore {
    /// Complaints, each one line without contents; none means that the file is sound. Reads the whole file.
    ///
    /// - Parameter limit: at most this many complaints of each kind.
    package func complaints(limit: Int = 20) async throws(StoreError) -> [String] {
        let found = try await readAtLength { db in try Soundness.complaints(db, limit: limit) }
        guard access == .readWrite else { return found }
        return try await found + onWriter { db in try Soundness.searchComplaints(db) }
    }
}

enum Soundness {
    static func complaints(_ db: Database, limit: Int) throws -> [String] {
        let answers = try String.fetchAll(db, sql: "PRAGMA integrity_check(\(limit))").filter { $0 != "ok" }
        let orphans = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").prefix(limit).map { row in
            "a row of \(row[0] as String? ?? "") names a row of \(row[2] as String? ?? "") that is not there"
        }
        return try answers + orphans
            + laws.flatMap { sentence, sql in
                try String.fetchAll(db, sql: sql + " LIMIT \(limit)").map { "\(sentence): \($0)" }
            }
    }

    /// The full-text index against the texts; needs the writing connection, and changes nothing.
    static func searchComplaints(_ db: Database) throws -> [String] {
        do {
            try db.execute(sql: "INSERT INTO message_search (message_search, rank) VALUES ('integrity-check', 1)")
            return []
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            return ["the search index does not say what the messages say"]
        }
    }

    /// What must hold between tables, as queries for the ids of those that break it. Source: architecture page, laws 1, 2.
    private static let laws = [
        (
            "a message that waits is not in the outbox",
            """
            SELECT message_id FROM message WHERE state IN ('queued', 'parked')
            AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.message = message.row)
            """
        ),
        (
            "a message in the outbox does not wait",
            """
            SELECT message_id FROM outbox JOIN message ON message.row = outbox.message
            WHERE outbox.kind = 'message' AND ifnull(message.state NOT IN ('queued', 'parked'), 1)
            """
        ),
        (
            "a conversation does not follow its newest message",
            """
            SELECT id FROM conversation WHERE last_message IS NOT (
                SELECT message.row FROM message WHERE message.conversation = conversation.row
                ORDER BY \(MessageRecord.newestFirst) LIMIT 1)
            """
        ),
    ]
}
