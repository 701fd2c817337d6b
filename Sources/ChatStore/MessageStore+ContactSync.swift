package import ChatModel
import GRDB

/// Who has an account, and when the server was asked.
///
/// When a number was asked about stands in `sync_cursor` under the number's name.
extension MessageStore {
    /// Everybody whom the server is to be asked about, by number: whom it was never asked about, or not since `time`.
    ///
    /// Everybody but ourselves counts, save those removed from the contacts whom we have no conversation with. A time
    /// after `now` comes from a clock that was set back and counts for nothing.
    package func contactsToAsk(since time: Timestamp, now: Timestamp) async throws(StoreError) -> [UserID] {
        try await read { db in
            try db.all(AskingQuery.due, [time.milliseconds, now.milliseconds]) { UserID($0[0]) }
        }
    }

    /// Takes over the server's answer: of the users asked about, exactly the registered ones have an account.
    ///
    /// - Parameter time: when it answered; nil when the answer is not to be remembered as one.
    package func applyContactSync(
        asked: [UserID], registered: Set<UserID>, at time: Timestamp? = nil
    ) async throws(StoreError) {
        try await write([.contacts, .conversations], mayUseReserve: false) { db in
            for user in asked {
                try db.run(
                    "UPDATE contact SET has_account = ?1 WHERE number = ?2 AND has_account <> ?1",
                    [registered.contains(user), user.rawValue])
                guard let time else { continue }
                try db.run(
                    """
                    INSERT INTO sync_cursor (name, value) VALUES ('\(AskingQuery.prefix)' || ?, ?)
                    ON CONFLICT (name) DO UPDATE SET value = excluded.value
                    """, [user.rawValue, String(time.milliseconds)])
            }
        }
    }

    /// Forgets when anybody was asked about, so that all are due.
    package func forgetContactSync() async throws(StoreError) {
        try await write(.cursors) { db in
            try db.run(
                "DELETE FROM sync_cursor WHERE substr(name, 1, length(?1)) = ?1", [AskingQuery.prefix])
        }
    }

    /// Grows with every person we hear of for the first time; cheap to ask.
    package func newestContactRow() async throws(StoreError) -> Int64 {
        try await read { db in try db.integer("SELECT max(row) FROM contact") ?? 0 }
    }
}

/// Parts of queries about asking.
enum AskingQuery {
    /// Of the names in `sync_cursor`.
    static let prefix = "contactAsked:"

    /// Names that no number is as long as are never asked about: a thousand must fit into one request.
    static let due = """
        SELECT contact.number FROM contact LEFT JOIN sync_cursor ON sync_cursor.name = '\(prefix)' || contact.number
        WHERE (
                sync_cursor.value IS NULL OR CAST(sync_cursor.value AS INTEGER) < ?1
                OR CAST(sync_cursor.value AS INTEGER) > ?2
            )
            AND length(CAST(contact.number AS BLOB)) <= 100
            AND NOT EXISTS (SELECT 1 FROM account WHERE account.contact = contact.row)
            AND (
                contact.status <> 'deleted'
                OR EXISTS (SELECT 1 FROM conversation WHERE conversation.peer = contact.row)
            )
        ORDER BY contact.number
        """

    /// That the server was asked about `contact`.
    static let wasAsked = "EXISTS (SELECT 1 FROM sync_cursor WHERE name = '\(prefix)' || contact.number)"
}
