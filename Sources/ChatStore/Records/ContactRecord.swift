import ChatModel
import GRDB

/// Rows of `contact`: everybody we know of has one.
enum ContactRecord {
    static let columns = "contact.number, contact.name, contact.status, contact.has_account"

    static func contact(_ row: ResultRow) throws -> Contact {
        let status: String = row[2]
        return Contact(
            user: UserID(row[0]), name: row[1], status: Contact.Status(rawValue: status) ?? .unknown,
            hasAccount: row[3])
    }

    /// The row of a user, made if need be: strangers write to us, and group members are named by number.
    static func row(of user: UserID, _ db: Database) throws -> Int64 {
        if let row = try existingRow(of: user, db) { return row }
        try db.run("INSERT INTO contact (number, status) VALUES (?, 'unknown')", [user.rawValue])
        return db.lastInsertedRowID
    }

    static func existingRow(of user: UserID, _ db: Database) throws -> Int64? {
        try db.integer("SELECT row FROM contact WHERE number = ?", [user.rawValue])
    }
}
