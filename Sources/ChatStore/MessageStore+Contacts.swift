package import ChatModel
import GRDB

/// People.
extension MessageStore {
    /// Everybody but ourselves, strangers and fellow group members included, by name.
    package func contacts() async throws(StoreError) -> [Contact] {
        try await readAtLength { db in
            try db.all(
                """
                SELECT \(ContactRecord.columns) FROM contact
                WHERE NOT EXISTS (SELECT 1 FROM account WHERE account.contact = contact.row)
                ORDER BY contact.name IS NULL, contact.name COLLATE NOCASE, contact.number
                """, [], ContactRecord.contact)
        }
    }

    package func contact(_ user: UserID) async throws(StoreError) -> Contact? {
        try await read { db in
            try db.first(
                "SELECT \(ContactRecord.columns) FROM contact WHERE number = ?", [user.rawValue], ContactRecord.contact)
        }
    }

    /// Takes over names and statuses. That somebody has an account is kept: only a sync with the server unlearns it.
    package func upsertContacts(_ contacts: [Contact]) async throws(StoreError) {
        try await write([.contacts, .conversations], mayUseReserve: false) { db in
            for contact in contacts {
                try db.run(
                    """
                    INSERT INTO contact (number, name, status, has_account) VALUES (?, nullif(?, ''), ?, ?)
                    ON CONFLICT (number) DO UPDATE SET name = excluded.name, status = excluded.status,
                        has_account = max(has_account, excluded.has_account)
                    WHERE (name, status) IS NOT (excluded.name, excluded.status)
                        OR has_account < excluded.has_account
                    """, [contact.user.rawValue, contact.name, contact.status.rawValue, contact.hasAccount])
            }
        }
    }

    /// The names that the user gave to these people; who has none is missing.
    package func names(of users: Set<UserID>) async throws(StoreError) -> [UserID: String] {
        try await read { db in
            var names: [UserID: String] = [:]
            for user in users {
                names[user] = try db.first(
                    "SELECT name FROM contact WHERE number = ? AND name IS NOT NULL", [user.rawValue]
                ) { $0[0] as String }
            }
            return names
        }
    }
}
