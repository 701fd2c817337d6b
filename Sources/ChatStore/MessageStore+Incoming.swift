import ChatModel
import GRDB

/// Messages from the server.
extension MessageStore {
    /// Stores messages, each once by (conversation, sender, id), in one transaction; conversations and people not
    /// heard of before are made. Queues the delivered receipt, for duplicates again: the first may have been lost.
    ///
    /// An echo of our own message is not a new one. An own message that this store never sent (another client of the
    /// account did) comes in as sent.
    ///
    /// - Returns: what became of each, in the same order.
    @discardableResult
    package func insertOnce(_ messages: [IncomingMessage]) async throws(StoreError) -> [InsertedMessage] {
        try await write([.messages, .conversations, .contacts, .receipts], mayUseReserve: false) { [now] db in
            var batch = IncomingBatch(own: try AccountRecord.ownRow(db), now: now())
            let inserted = try messages.map { try batch.insert($0, db) }
            try batch.finish(db)
            return inserted
        }
    }
}

/// One transaction of received messages; remembers the rows it has looked up.
private struct IncomingBatch {
    let own: Int64
    let now: Timestamp
    private var conversations: [ConversationID: Int64] = [:]
    private var contacts: [UserID: Int64] = [:]
    /// When something came last, by contact.
    private var heard: [Int64: Timestamp] = [:]
    /// Conversations with a new message.
    private var grown: Set<Int64> = []

    init(own: Int64, now: Timestamp) {
        self.own = own
        self.now = now
    }

    mutating func insert(_ incoming: IncomingMessage, _ db: Database) throws -> InsertedMessage {
        let sender = try contact(incoming.sender, db)
        let conversation = try conversation(incoming, sender: sender, db)
        let time = TimelineOrder.timeOfReceived(claimed: incoming.time, arrival: incoming.arrival)
        let isOwn = sender == own
        let body = try BodyRecord(incoming.body)
        let count = try db.run(
            """
            INSERT INTO message (
                conversation, sender, message_id, time, sequence, arrived, kind, body, state, unread)
            VALUES (?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?)
            ON CONFLICT (conversation, sender, message_id) DO NOTHING
            """,
            [
                conversation, sender, incoming.messageID.rawValue, time.milliseconds, incoming.sequence,
                incoming.arrival.milliseconds, body.kind, BodyRecord.stored(body.body),
                isOwn ? DeliveryState.sent.rawValue : nil, !isOwn,
            ])
        let message: Message
        if count == 1 {
            grown.insert(conversation)
            message = Message(
                row: db.lastInsertedRowID, messageID: incoming.messageID, conversation: incoming.conversation,
                sender: incoming.sender, body: incoming.body, time: time, sequence: incoming.sequence,
                state: isOwn ? .sent : nil)
        } else {
            message = try MessageRecord.message(incoming.messageID, from: sender, in: conversation, db)
        }
        if !isOwn {
            try queueReceipt(for: message, isNew: count == 1, db)
            heard[sender] = max(heard[sender] ?? incoming.arrival, incoming.arrival)
        }
        return InsertedMessage(incoming: incoming, message: message, isNew: count == 1)
    }

    func finish(_ db: Database) throws {
        for conversation in grown {
            try ConversationRecord.followNewest(conversation, db)
        }
        for (contact, time) in heard {
            try WatchRecord.hear(contact, at: time, db)
        }
    }

    private mutating func contact(_ user: UserID, _ db: Database) throws -> Int64 {
        if let row = contacts[user] { return row }
        let row = try ContactRecord.row(of: user, db)
        contacts[user] = row
        return row
    }

    private mutating func conversation(_ incoming: IncomingMessage, sender: Int64, _ db: Database) throws -> Int64 {
        if let row = conversations[incoming.conversation] { return row }
        let row =
            try ConversationRecord.existingRow(of: incoming.conversation, db)
            ?? ConversationRecord.insert(
                incoming.conversation, peer: incoming.isGroup ? nil : sender, title: "", at: incoming.arrival, db)
        conversations[incoming.conversation] = row
        return row
    }

    /// Group changes are the server's notices: nobody waits for their receipt. The answer to a duplicate says as much as
    /// the first one did.
    private func queueReceipt(for message: Message, isNew: Bool, _ db: Database) throws {
        if case .groupChange = message.body { return }
        guard !isNew else {
            try db.run(
                "INSERT INTO receipt_outbox (message, kind, queued) VALUES (?, 'delivered', ?)",
                [message.row, now.milliseconds])
            return
        }
        try db.run(
            """
            INSERT INTO receipt_outbox (message, kind, queued)
            SELECT row, iif(unread = 1, 'delivered', 'read'), ?2 FROM message WHERE row = ?1
            ON CONFLICT (message) DO NOTHING
            """, [message.row, now.milliseconds])
    }
}
