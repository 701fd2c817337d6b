package import ChatModel
import GRDB

/// Own messages on their way in.
extension MessageStore {
    /// Stores a text and its place in the outbox in one transaction; once this returns it survives power loss.
    ///
    /// - Throws: `StoreError.unknownConversation`, `.noAccount`; `.ioFailure` when the disk failed twice, and then the
    ///   message may be there after the next start: use its id for the next try.
    @discardableResult
    package func enqueue(_ text: OutgoingText) async throws(StoreError) -> EnqueueResult {
        try await enqueue([text])[0]
    }

    /// Stores several texts in one transaction: all or none.
    @discardableResult
    package func enqueue(_ texts: [OutgoingText]) async throws(StoreError) -> [EnqueueResult] {
        do {
            return try await write([.messages, .outbox, .drafts]) { db in try OutgoingBatch.enqueue(texts, db) }
        } catch .ioFailure(let reason) {
            return try await enqueueAgain(texts, after: reason)
        }
    }

    /// Finds out what became of a commit that the disk failed under, by a connection that knows nothing of it: an id that
    /// is there is answered with its message, the others are stored now. Source: delivery page, trap 4.
    private func enqueueAgain(
        _ texts: [OutgoingText], after reason: String
    ) async throws(StoreError) -> [EnqueueResult] {
        do {
            let fresh = try MessageStore.open(path: path, now: now)
            let results = try await fresh.write([]) { db in try OutgoingBatch.enqueue(texts, db) }
            hub.publish([.messages, .outbox, .drafts])
            try fresh.close()
            return results
        } catch {
            throw .ioFailure(reason: reason)
        }
    }

    /// Our own message with this id; the newest of them if several conversations hold one.
    package func message(_ id: MessageID, in conversation: ConversationID? = nil) async throws(StoreError) -> Message? {
        try await read { db in
            try db.first(
                """
                SELECT \(MessageRecord.columns) FROM message \(MessageRecord.names)
                WHERE message.message_id = ? AND message.state IS NOT NULL AND ifnull(conversation.id = ?, 1)
                ORDER BY message.row DESC
                """, [id.rawValue, conversation?.rawValue], MessageRecord.message)
        }
    }

    /// The message in a row.
    package func message(row: Int64) async throws(StoreError) -> Message? {
        try await read { db in try db.first(MessageRecord.byRow, [row], MessageRecord.message) }
    }
}

/// One transaction of own texts; looks every conversation up once.
private struct OutgoingBatch {
    private let own: Int64
    private let sender: UserID
    private var places: [ConversationID: Place] = [:]

    /// Where a conversation stands while the batch goes in.
    private struct Place {
        var row: Int64
        var newest: Timestamp?
        /// The number of our last message.
        var sequence: Int64
        /// The last message that was stored; it is the newest of all.
        var last: Int64?
        var clearsDraft = false
    }

    static func enqueue(_ texts: [OutgoingText], _ db: Database) throws -> [EnqueueResult] {
        let (own, sender) = try AccountRecord.own(db)
        var batch = OutgoingBatch(own: own, sender: sender)
        let results = try texts.map { try batch.enqueue($0, db) }
        try batch.finish(db)
        return results
    }

    private init(own: Int64, sender: UserID) {
        self.own = own
        self.sender = sender
    }

    private mutating func enqueue(_ text: OutgoingText, _ db: Database) throws -> EnqueueResult {
        var place = try place(of: text.conversation, db)
        let time = TimelineOrder.timeOfOwn(now: text.now, newest: place.newest)
        let sequence = max(text.sequence, place.sequence + 1)
        let count = try db.run(
            """
            INSERT INTO message (
                conversation, sender, message_id, time, sequence, arrived, kind, body, state, unread)
            VALUES (?, ?, ?, ?, ?, ?, 'text', CAST(? AS TEXT), 'queued', 0)
            ON CONFLICT (conversation, sender, message_id) DO NOTHING
            """,
            [
                place.row, own, text.id.rawValue, time.milliseconds, sequence, text.now.milliseconds,
                BodyRecord.stored(text.text),
            ])
        guard count == 1 else { return try earlier(text, in: place.row, db) }
        let row = db.lastInsertedRowID
        try db.run("INSERT INTO outbox (kind, message) VALUES ('message', ?)", [row])
        place.newest = time
        place.sequence = sequence
        place.last = row
        place.clearsDraft = place.clearsDraft || text.clearsDraft
        places[text.conversation] = place
        return .stored(
            Message(
                row: row, messageID: text.id, conversation: text.conversation, sender: sender, body: .text(text.text),
                time: time, sequence: sequence, state: .queued))
    }

    private func finish(_ db: Database) throws {
        for place in places.values {
            guard let last = place.last, let newest = place.newest else { continue }
            try db.run(
                "UPDATE conversation SET last_message = ?, last_time = ?, sequence = ? WHERE row = ?",
                [last, newest.milliseconds, place.sequence, place.row])
            if place.clearsDraft {
                try db.run("DELETE FROM draft WHERE conversation = ?", [place.row])
            }
        }
    }

    private mutating func place(of conversation: ConversationID, _ db: Database) throws -> Place {
        if let place = places[conversation] { return place }
        let place = try db.first(
            """
            SELECT row, (SELECT max(time) FROM message WHERE message.conversation = conversation.row), sequence
            FROM conversation WHERE row = ?
            """, [ConversationRecord.row(of: conversation, db)]
        ) { row in
            Place(row: row[0], newest: (row[1] as Int64?).map { Timestamp(milliseconds: $0) }, sequence: row[2])
        }
        guard let place else { throw StoreError.unknownConversation(conversation) }
        places[conversation] = place
        return place
    }

    /// The answer when the id is taken.
    private func earlier(_ text: OutgoingText, in conversation: Int64, _ db: Database) throws -> EnqueueResult {
        let message = try MessageRecord.message(text.id, from: own, in: conversation, db)
        return message.body == .text(text.text) ? .alreadyStored(message) : .conflict
    }
}
