import ChatModel
import GRDB

/// Makes what was copied out of a damaged store agree with itself again: nothing names a row that is not there, what
/// waits is in the outbox and parked, and each conversation follows its newest message.
enum Mending {
    static func mend(_ db: Database) throws {
        try nameOwnNumber(db)
        try nameConversations(db)
        try namePeople(db)
        try parkWhatWaits(db)
        try dropOrphans(db)
        // A conversation without messages keeps its place in the list.
        for row in try Int64.fetchAll(db, sql: "SELECT DISTINCT conversation FROM message") {
            try ConversationRecord.followNewest(row, db)
        }
    }

    /// Our own number, if its row is lost, from a conversation whose other side is known: its id is made of both.
    private static func nameOwnNumber(_ db: Database) throws {
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO contact (row, number, status)
                SELECT account.contact, '+' || replace(conversation.id, substr(peer.number, 2), ''), 'active'
                FROM account, conversation JOIN contact AS peer ON peer.row = conversation.peer
                WHERE account.contact NOT IN (SELECT row FROM contact) AND peer.row <> account.contact LIMIT 1
                """)
    }

    /// Conversations that are lost and have messages: with the one who wrote there, or under a name of ours.
    private static func nameConversations(_ db: Database) throws {
        let own = try Row.fetchOne(
            db, sql: "SELECT row, number FROM contact WHERE row = (SELECT contact FROM account)")
        let lost = try Int64.fetchAll(
            db,
            sql: "SELECT DISTINCT conversation FROM message WHERE conversation NOT IN (SELECT row FROM conversation)")
        for row in lost {
            let others = try Row.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT contact.row, contact.number FROM message JOIN contact ON contact.row = message.sender
                    WHERE message.conversation = ? AND message.state IS NULL
                    """, arguments: [row])
            var id = "recovered-\(row)"
            var peer: Int64?
            if let own, others.count == 1, let other = others.first {
                let direct = ConversationID.direct(UserID(own[1]), UserID(other[1])).rawValue
                if try ConversationRecord.existingRow(of: ConversationID(direct), db) == nil {
                    id = direct
                    peer = other[0]
                }
            }
            try db.execute(
                sql: """
                    INSERT INTO conversation (row, id, kind, peer, title, last_time)
                    VALUES (?, ?, ?, ?, ?, (SELECT max(time) FROM message WHERE conversation = ?1))
                    """,
                arguments: [row, id, peer == nil ? "group" : "direct", peer, peer == nil ? "Recovered messages" : ""])
        }
    }

    /// People who are lost and named by a message or a conversation; the number of a peer is in the conversation's id.
    private static func namePeople(_ db: Database) throws {
        try db.execute(
            sql: """
                INSERT OR IGNORE INTO contact (row, number, status)
                SELECT conversation.peer, '+' || replace(conversation.id, substr(own.number, 2), ''), 'unknown'
                FROM conversation, contact AS own
                WHERE own.row = (SELECT contact FROM account) AND conversation.peer NOT IN (SELECT row FROM contact);

                INSERT OR IGNORE INTO contact (row, number, status)
                SELECT row, 'unknown-' || row, 'unknown' FROM (
                    SELECT peer AS row FROM conversation WHERE peer IS NOT NULL
                    UNION SELECT sender FROM message)
                WHERE row NOT IN (SELECT row FROM contact);
                """)
    }

    /// It is not known whether the server has them; the user decides. Source: reliability page, 2.9.
    private static func parkWhatWaits(_ db: Database) throws {
        try db.execute(
            sql: "UPDATE message SET state = 'parked', park_reason = ? WHERE state = 'queued'",
            arguments: [Recovery.parkReason])
        try db.execute(
            sql: """
                DELETE FROM outbox WHERE kind = 'message'
                AND message NOT IN (SELECT row FROM message WHERE state = 'parked');

                INSERT INTO outbox (kind, message) SELECT 'message', row FROM message
                WHERE state = 'parked' AND row NOT IN (SELECT message FROM outbox WHERE message IS NOT NULL)
                ORDER BY row;
                """)
    }

    /// Rows that name others which are lost: drafts, members, receipts and the like. Several rounds, since a row that
    /// goes may leave others without the one that they name.
    private static func dropOrphans(_ db: Database) throws {
        try db.execute(
            sql: "UPDATE conversation SET last_message = NULL WHERE last_message NOT IN (SELECT row FROM message)")
        for _ in 0..<8 {
            let broken = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check")
            guard !broken.isEmpty else { break }
            let keys = Set(broken.map { Key(table: $0[0], number: $0[3]) })
            for key in keys { try dropOrphans(key, db) }
        }
        try dropOperationsWithoutPlace(db)
    }

    private struct Key: Hashable {
        var table: String
        var number: Int
    }

    private static func dropOrphans(_ key: Key, _ db: Database) throws {
        let keys = try Row.fetchAll(
            db, sql: "SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(?) WHERE id = ?",
            arguments: [key.table, key.number])
        for row in keys {
            let (from, parent, to) = (row[0] as String, row[1] as String, row[2] as String? ?? "rowid")
            try db.execute(
                sql: """
                    DELETE FROM "\(key.table)" WHERE "\(from)" IS NOT NULL
                    AND "\(from)" NOT IN (SELECT "\(to)" FROM "\(parent)")
                    """)
        }
    }

    /// Outbox rows of group changes whose description is lost; older schemas have none.
    private static func dropOperationsWithoutPlace(_ db: Database) throws {
        guard try db.tableExists("group_operation") else { return }
        try db.execute(
            sql: """
                DELETE FROM outbox WHERE kind <> 'message'
                AND row NOT IN (SELECT outbox FROM group_operation WHERE outbox IS NOT NULL)
                """)
    }
}
