package import ChatModel
import GRDB

/// Who is signed in. A store keeps one account's history for ever, so signing out forgets no message and signing in
/// as somebody else is refused.
extension MessageStore {
    package func account() async throws(StoreError) -> Account? {
        try await read { db in
            try db.first(
                """
                SELECT contact.number, account.server, account.design FROM account
                JOIN contact ON contact.row = account.contact WHERE account.signed_in = 1
                """
            ) { Account(user: UserID($0[0]), server: $0[1], design: $0[2]) }
        }
    }

    /// Signs in.
    ///
    /// - Throws: `StoreError.otherAccount` if the store holds the conversations of somebody else.
    package func setAccount(_ account: Account) async throws(StoreError) {
        try await write([.account, .contacts]) { db in
            let owner = try db.first(
                "SELECT number FROM contact WHERE row = (SELECT contact FROM account)"
            ) { UserID($0[0]) }
            if let owner, owner != account.user, try db.integer("SELECT row FROM conversation LIMIT 1") != nil {
                throw StoreError.otherAccount(owner)
            }
            let contact = try ContactRecord.row(of: account.user, db)
            try db.run(
                "INSERT OR REPLACE INTO account (one, contact, server, design, signed_in) VALUES (1, ?, ?, ?, 1)",
                [contact, account.server, account.design])
        }
    }

    /// Signs out. Messages, drafts and the outbox stay.
    package func removeAccount() async throws(StoreError) {
        try await write(.account) { db in
            try db.run("UPDATE account SET signed_in = 0 WHERE signed_in = 1")
        }
    }
}

/// The account's own place in the table `contact`.
enum AccountRecord {
    /// - Throws: `StoreError.noAccount` when nobody ever signed in.
    static func ownRow(_ db: Database) throws -> Int64 {
        guard let row = try db.integer("SELECT contact FROM account") else { throw StoreError.noAccount }
        return row
    }

    static func ownUser(_ db: Database) throws -> UserID {
        try own(db).user
    }

    /// Our own row in `contact`, and our name.
    static func own(_ db: Database) throws -> (row: Int64, user: UserID) {
        let own = try db.first("SELECT row, number FROM contact WHERE row = (SELECT contact FROM account)") {
            (row: $0[0] as Int64, user: UserID($0[1]))
        }
        guard let own else { throw StoreError.noAccount }
        return own
    }
}
