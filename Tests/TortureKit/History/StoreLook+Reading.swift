package import ChatModel
import ChatStore
import GRDB

extension StoreLook {
    /// Reads an account's store beside the processes that use it, without changing a byte of it: everything is asked of
    /// one copy in memory, the integrity of the file included.
    package static func read(path: String, user: UserID) async throws -> StoreLook {
        let copy = try snapshot(of: path)
        var look = try await copy.read { db in try read(db, user: user) }
        look.complaints = try await copy.writeWithoutTransaction { db in try complaints(db) }
        let store = try MessageStore.open(path: path, access: .readOnly)
        for summary in try await store.conversations(limit: 1_000) {
            look.toldUnread[summary.conversation.id] = summary.unreadCount
        }
        try store.close()
        return look
    }

    /// A reader neither copies the log into the file nor removes it, so it cannot come between the processes.
    private static func snapshot(of path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        let source = try DatabaseQueue(path: path, configuration: configuration)
        let copy = try DatabaseQueue()
        try source.backup(to: copy)
        try source.close()
        return copy
    }

    private static func read(_ db: Database, user: UserID) throws -> StoreLook {
        let messages = try Row.fetchAll(
            db,
            sql: """
                SELECT message.row AS row, message_id, conversation.id AS place, contact.number AS sender, body, message.time AS time,
                    message.sequence AS sequence, state, park_reason, unread
                FROM message JOIN conversation ON conversation.row = message.conversation
                    JOIN contact ON contact.row = message.sender
                WHERE message.kind = 'text' ORDER BY message.row
                """
        ).map { row in
            Stored(
                row: row["row"], id: MessageID(row["message_id"] as String),
                conversation: ConversationID(row["place"] as String), sender: UserID(row["sender"] as String),
                text: row["body"], time: row["time"], sequence: row["sequence"],
                state: (row["state"] as String?).flatMap { DeliveryState(rawValue: $0) },
                parkReason: row["park_reason"],
                isUnread: row["unread"])
        }
        let outbox = try String.fetchAll(
            db,
            sql: """
                SELECT message_id FROM outbox JOIN message ON message.row = outbox.message
                WHERE outbox.kind = 'message' ORDER BY outbox.row
                """
        ).map { MessageID($0) }
        let receipts = try Int.fetchOne(db, sql: "SELECT count(*) FROM receipt_outbox") ?? 0
        let unread = try Row.fetchAll(
            db,
            sql: """
                SELECT conversation.id AS place, sum(unread) AS count
                FROM message JOIN conversation ON conversation.row = message.conversation GROUP BY conversation.id
                """
        ).map { row in (ConversationID(row["place"] as String), row["count"] as Int) }
        return StoreLook(
            user: user, messages: messages, outbox: outbox, pendingReceipts: receipts,
            unread: Dictionary(uniqueKeysWithValues: unread))
    }

    private static func complaints(_ db: Database) throws -> [String] {
        var complaints = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
        complaints += try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { "no such parent: \($0)" }
        do {
            try db.execute(sql: "INSERT INTO message_search (message_search, rank) VALUES ('integrity-check', 1)")
        } catch let error as DatabaseError {
            complaints.append("full-text index: \(error.message ?? "unsound")")
        }
        return complaints
    }
}
