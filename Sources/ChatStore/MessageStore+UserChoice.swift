package import ChatModel
import GRDB

/// What the user decides about messages of ours that are not delivered yet. Any process may do it.
extension MessageStore {
    /// Takes a message out of the outbox and out of the conversation, as if it had never been written.
    ///
    /// The owner of the connection counts an attempt before it writes a frame. So a message without attempts has not
    /// left and never will, and of one with attempts nobody but the server knows.
    ///
    /// - Throws: `StoreError.alreadySent` when the server took it; `.unknownMessage`.
    @discardableResult
    package func cancel(_ id: MessageID, in conversation: ConversationID) async throws(StoreError) -> Cancellation {
        try await write([.messages, .outbox, .conversations]) { db in
            let message = OwnMessageReference(id: id, conversation: conversation)
            guard let waiting = try OutboxRecord.waiting(message, db) else {
                throw try OwnMessage.state(message, db) == nil
                    ? StoreError.unknownMessage(id) : StoreError.alreadySent(id)
            }
            try db.run("DELETE FROM outbox WHERE message = ?", [waiting.row])
            try ConversationRecord.forget(message: waiting.row, in: waiting.conversation, db)
            try db.run("DELETE FROM message WHERE row = ?", [waiting.row])
            return waiting.attempts == 0 ? .removed : .mayHaveLeft(attempts: waiting.attempts)
        }
    }

    /// Tries a message again that waits for the user or for a receipt; nothing is to be done about one that waits for
    /// the server or has been delivered.
    ///
    /// - Returns: the state that it was in.
    /// - Throws: `StoreError.unknownMessage`.
    @discardableResult
    package func retry(_ id: MessageID, in conversation: ConversationID) async throws(StoreError) -> DeliveryState {
        try await write([.messages, .outbox]) { [now] db in
            let message = OwnMessageReference(id: id, conversation: conversation)
            guard let found = try OwnMessage.state(message, db) else { throw StoreError.unknownMessage(id) }
            switch found.state {
            case .parked:
                try StateMoves.move(found.row, from: .parked, to: .queued, db)
                try db.run("UPDATE outbox SET strikes = 0 WHERE message = ?", [found.row])
            case .sent:
                try db.run(
                    """
                    INSERT INTO unconfirmed (message, written, link, asked) VALUES (?, ?, 'safe', 1)
                    ON CONFLICT (message) DO UPDATE SET asked = 1, watched = 1
                    """, [found.row, now().milliseconds])
            case .queued, .delivered, .read: break
            }
            return found.state
        }
    }
}

/// A message of ours by its name.
private enum OwnMessage {
    static func state(
        _ message: OwnMessageReference, _ db: Database
    ) throws -> (row: Int64, state: DeliveryState)? {
        try db.first(
            """
            SELECT row, state FROM message WHERE message_id = ? AND state IS NOT NULL
                AND conversation = (SELECT row FROM conversation WHERE id = ?)
            """, [message.id.rawValue, message.conversation.rawValue]
        ) { ($0[0], try MessageRecord.state($0[1]) ?? .queued) }
    }
}
