package import ChatModel
import GRDB

/// Receipts still to be sent: they wait here, behind messages, until a link has taken them.
extension MessageStore {
    /// The oldest waiting receipts, gathered by kind, author and conversation.
    package func pendingReceipts(limit: Int = 100) async throws(StoreError) -> [PendingReceipt] {
        try await read { db in
            let lines = try db.all(
                PendingReceiptRecord.list, [limit * PendingReceipt.maximumIDs], PendingReceiptRecord.line)
            return Array(PendingReceiptRecord.gather(lines).prefix(limit))
        }
    }

    package func pendingReceiptCount() async throws(StoreError) -> Int {
        try await read { db in Int(try db.integer("SELECT count(*) FROM receipt_outbox") ?? 0) }
    }

    /// Forgets receipts that were sent. What was a delivered receipt and has become a read one meanwhile stays.
    package func removeReceipts(_ receipts: [PendingReceipt]) async throws(StoreError) {
        try await write(.receipts) { db in
            for receipt in receipts {
                for id in receipt.ids {
                    try db.run(
                        PendingReceiptRecord.delete,
                        [receipt.conversation.rawValue, receipt.to.rawValue, id.rawValue, receipt.kind.rawValue])
                }
            }
        }
    }

    /// Forgets receipts that were queued before `time`: nobody waits for them any more.
    package func removeReceipts(queuedBefore time: Timestamp) async throws(StoreError) {
        try await write(.receipts) { db in
            try db.run("DELETE FROM receipt_outbox WHERE queued < ?", [time.milliseconds])
        }
    }
}

/// Rows of `receipt_outbox` with the message that each is about.
enum PendingReceiptRecord {
    static let list = """
        SELECT receipt_outbox.kind, contact.number, conversation.id, message.message_id
        FROM receipt_outbox CROSS JOIN message ON message.row = receipt_outbox.message \(MessageRecord.names)
        ORDER BY receipt_outbox.row LIMIT ?
        """

    static let delete = """
        DELETE FROM receipt_outbox WHERE message = (
            SELECT row FROM message WHERE conversation = (SELECT row FROM conversation WHERE id = ?)
                AND sender = (SELECT row FROM contact WHERE number = ?) AND message_id = ?)
            AND kind = ?
        """

    /// A receipt for one message.
    static func line(_ row: ResultRow) throws -> PendingReceipt {
        let kind: String = row[0]
        return PendingReceipt(
            kind: ReceiptKind(rawValue: kind) ?? .delivered, to: UserID(row[1]), conversation: ConversationID(row[2]),
            ids: [MessageID(row[3])])
    }

    /// Puts receipts together that one frame can carry; the order is that of each one's first id.
    static func gather(_ lines: [PendingReceipt]) -> [PendingReceipt] {
        var gathered: [PendingReceipt] = []
        /// By a receipt without ids: where the one is that still has room.
        var open: [PendingReceipt: Int] = [:]
        for line in lines {
            var key = line
            key.ids = []
            if let index = open[key], gathered[index].ids.count < PendingReceipt.maximumIDs {
                gathered[index].ids += line.ids
            } else {
                open[key] = gathered.count
                gathered.append(line)
            }
        }
        return gathered
    }
}
