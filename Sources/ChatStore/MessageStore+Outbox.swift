package import ChatModel
import GRDB

/// What waits for the server. A row leaves only by an acknowledgement, by a receipt that proves as much, or by the user.
extension MessageStore {
    /// What waits, queued and parked, in order of enqueueing, from after the outbox row `after`.
    package func outboxItems(after row: Int64 = 0, limit: Int = 1_000) async throws(StoreError) -> [OutboxItem] {
        try await read { db in
            try db.all(OutboxRecord.list, [row, limit], OutboxRecord.item)
        }
    }

    package func outboxItem(_ row: Int64) async throws(StoreError) -> OutboxItem? {
        try await read { db in try db.first(OutboxRecord.byRow, [row], OutboxRecord.item) }
    }

    /// Those of `rows` that are not, or no longer, in the outbox.
    package func missingOutboxRows(of rows: Set<Int64>) async throws(StoreError) -> Set<Int64> {
        try await read { db in
            try rows.filter { try db.integer("SELECT 1 FROM outbox WHERE row = ?", [$0]) == nil }
        }
    }

    package func outboxCounts() async throws(StoreError) -> OutboxCounts {
        try await read { db in
            let all = try db.integer("SELECT count(*) FROM outbox WHERE kind = 'message'") ?? 0
            let parked = try db.integer(OutboxRecord.countParked) ?? 0
            let operations = try db.integer("SELECT count(*) FROM group_operation WHERE outbox IS NOT NULL") ?? 0
            return OutboxCounts(
                waiting: Int(all - parked), parked: Int(parked), groupOperations: Int(operations))
        }
    }

    /// The server took the message: queued becomes sent, and the outbox row goes.
    ///
    /// - Returns: the new state; nil when the outbox holds no such message, which is harmless.
    /// - Throws: `StoreError.illegalMove` for a parked message.
    @discardableResult
    package func acknowledge(_ id: MessageID, in conversation: ConversationID) async throws(StoreError)
        -> DeliveryState?
    {
        try await acknowledge([OwnMessageReference(id: id, conversation: conversation)]).first ?? nil
    }

    /// Several acknowledgements in one transaction: all or none.
    @discardableResult
    package func acknowledge(_ messages: [OwnMessageReference]) async throws(StoreError) -> [DeliveryState?] {
        try await write([.messages, .outbox]) { [now] db in
            try messages.map { message in
                guard let waiting = try OutboxRecord.waiting(message, db) else { return nil }
                try StateMoves.move(waiting.row, from: waiting.state, to: .sent, db)
                _ = try WatchRecord.begin(waiting.row, message, at: now(), link: .open, db)
                return .sent
            }
        }
    }

    /// Sets a message aside until the user decides; later ones of its conversation go on.
    ///
    /// - Parameter reason: a sentence for the user.
    /// - Throws: `StoreError.unknownMessage`, `.illegalMove`.
    package func park(
        _ id: MessageID, in conversation: ConversationID, reason: String
    ) async throws(StoreError) {
        try await moveWaiting(OwnMessageReference(id: id, conversation: conversation), to: .parked, reason: reason)
    }

    /// Puts a parked message back into its old place of the queue.
    package func unpark(_ id: MessageID, in conversation: ConversationID) async throws(StoreError) {
        try await moveWaiting(OwnMessageReference(id: id, conversation: conversation), to: .queued)
    }

    private func moveWaiting(
        _ message: OwnMessageReference, to state: DeliveryState, reason: String? = nil
    ) async throws(StoreError) {
        try await write([.messages, .outbox]) { db in
            guard let waiting = try OutboxRecord.waiting(message, db) else {
                throw StoreError.unknownMessage(message.id)
            }
            try StateMoves.move(waiting.row, from: waiting.state, to: state, reason: reason, db)
        }
    }
}
