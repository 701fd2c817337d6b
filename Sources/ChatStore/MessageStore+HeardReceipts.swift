package import ChatModel
import GRDB

/// Receipts that peers sent us.
extension MessageStore {
    /// Moves our messages on as far as the receipt proves.
    ///
    /// A direct message follows its peer's word. A group message becomes sent with the first member's receipt, and
    /// delivered or read when every member said so who was known when it was stored. Ids that we never sent to the
    /// sender of the receipt, and states already reached, are no news.
    ///
    /// - Returns: the messages whose state moved.
    @discardableResult
    package func apply(
        _ kind: ReceiptKind, ids: [MessageID], from user: UserID
    ) async throws(StoreError) -> [Message] {
        try await apply([HeardReceipt(kind: kind, ids: ids, from: user)])
    }

    /// Several receipts in one transaction.
    @discardableResult
    package func apply(_ receipts: [HeardReceipt]) async throws(StoreError) -> [Message] {
        try await write([.messages, .outbox]) { [now] db in
            var moved: [Int64] = []
            for receipt in receipts {
                guard let contact = try ContactRecord.existingRow(of: receipt.from, db) else { continue }
                var reader = ReceiptReader(kind: receipt.kind, contact: contact)
                for id in receipt.ids {
                    moved += try reader.apply(to: id, db)
                }
                if reader.isAboutOurs { try WatchRecord.hearReceipt(contact, at: now(), db) }
            }
            return try Set(moved).sorted().compactMap { row in
                try db.first(MessageRecord.byRow, [row], MessageRecord.message)
            }
        }
    }
}

/// One user's word about messages of ours.
private struct ReceiptReader {
    let kind: ReceiptKind
    /// The row of the user who says so.
    let contact: Int64
    /// It named a message that we had sent to this user.
    private(set) var isAboutOurs = false

    init(kind: ReceiptKind, contact: Int64) {
        self.kind = kind
        self.contact = contact
    }

    /// The rows of our messages with this id that moved; one at most, unless an id was used in two conversations.
    mutating func apply(to id: MessageID, _ db: Database) throws -> [Int64] {
        let candidates = try db.all(
            """
            SELECT message.row, message.state, message.conversation, conversation.peer
            FROM message CROSS JOIN conversation ON conversation.row = message.conversation
            WHERE message.message_id = ? AND message.state IS NOT NULL
            """, [id.rawValue]
        ) { Candidate(row: $0[0], state: try MessageRecord.state($0[1]), conversation: $0[2], peer: $0[3]) }
        var moved: [Int64] = []
        for candidate in candidates {
            guard let state = candidate.state, try mayAnswer(candidate, db) else { continue }
            isAboutOurs = true
            let hasMoved =
                if candidate.peer != nil {
                    try StateMoves.advance(candidate.row, from: state, to: kind.deliveryState, db)
                } else {
                    try applyInGroup(candidate, state, db)
                }
            if hasMoved { moved.append(candidate.row) }
        }
        return moved
    }

    /// Only whom a message was for can say what became of it.
    private func mayAnswer(_ message: Candidate, _ db: Database) throws -> Bool {
        if let peer = message.peer { return peer == contact }
        return try db.integer(
            "SELECT 1 FROM member WHERE conversation = ? AND contact = ?", [message.conversation, contact]) != nil
    }

    private func applyInGroup(_ message: Candidate, _ state: DeliveryState, _ db: Database) throws -> Bool {
        // One member has it: sending it again would reach all of them.
        try WatchRecord.end(message.row, db)
        try db.run(
            """
            INSERT INTO message_receipt (message, member, state) VALUES (?, ?, ?)
            ON CONFLICT (message, member) DO UPDATE SET state = 'read'
            WHERE excluded.state = 'read' AND state = 'delivered'
            """, [message.row, contact, kind.rawValue])
        return try StateMoves.advance(message.row, from: state, to: reached(by: message, db), db)
    }

    /// How far every member due to answer has come; members who joined after the message was stored never got it.
    private func reached(by message: Candidate, _ db: Database) throws -> DeliveryState {
        let own = try AccountRecord.ownRow(db)
        let due = try db.first(
            """
            SELECT count(*), count(*) FILTER (WHERE message_receipt.state IS NULL),
                count(*) FILTER (WHERE message_receipt.state IS NOT 'read')
            FROM member LEFT JOIN message_receipt
                ON message_receipt.message = ?1 AND message_receipt.member = member.contact
            WHERE member.conversation = ?2 AND member.contact <> ?3 AND member.joined_after < ?1
            """, [message.row, message.conversation, own]
        ) { (all: $0[0] as Int, undelivered: $0[1] as Int, unread: $0[2] as Int) }
        guard let due, due.all > 0, due.undelivered == 0 else { return .sent }
        return due.unread == 0 ? .read : .delivered
    }

    private struct Candidate {
        var row: Int64
        var state: DeliveryState?
        var conversation: Int64
        /// The peer's row in a direct conversation; nil in a group.
        var peer: Int64?
    }
}
