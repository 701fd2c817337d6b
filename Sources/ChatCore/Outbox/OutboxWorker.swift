package import ChatModel
package import ChatStore
package import ChatWire

/// Does what `Outbox` decides: reads the row, writes the frame, records the answer. It keeps nothing in memory, so what
/// it transmits is always what the store holds at that moment.
package struct OutboxWorker: Sendable {
    /// How handing a row to the link went.
    package enum Transmission: Hashable, Sendable {
        /// The frame was handed to the operating system, which is no proof of anything.
        case written
        /// The row is no longer there, or no longer queued.
        case gone
        /// It cannot be written in the server's form.
        case refused(reason: String)
    }

    private let store: MessageStore
    private let design: ServerDesign
    private let user: UserID

    package init(store: MessageStore, design: ServerDesign, user: UserID) {
        self.store = store
        self.design = design
        self.user = user
    }

    /// The keys of the rows that wait, from after `row`, and the last row that was looked at.
    ///
    /// All of them: only who knows the head of every conversation holds none of them up.
    package func entries(after row: Int64) async throws(StoreError) -> (entries: [Outbox.Entry], last: Int64) {
        let (keys, last) = try await store.outboxKeys(after: row)
        let entries = keys.map {
            Outbox.Entry(
                row: $0.row, messageID: $0.id, conversation: $0.conversation, isGroupOperation: $0.isGroupOperation)
        }
        return (entries, last)
    }

    /// Those of `rows` that are no longer in the outbox, not even parked.
    package func gone(of rows: Set<Int64>) async throws(StoreError) -> Set<Int64> {
        try await store.missingOutboxRows(of: rows)
    }

    package func waitingCount() async throws(StoreError) -> Int {
        let counts = try await store.outboxCounts()
        return counts.waiting + counts.groupOperations
    }

    /// Reads the row and writes it to the link; its attempt must have been recorded.
    ///
    /// - Throws: `StoreError`, or `TransportError` when the link is gone.
    package func transmit(_ entry: Outbox.Entry, on connection: any Connection) async throws -> Transmission {
        guard let item = try await store.outboxItem(entry.row), item.state == .queued else { return .gone }
        return try await write(item, to: connection)
    }

    /// Sends once more what the server took and nobody confirmed: the same id and body. Counted before it is written.
    ///
    /// - Throws: `StoreError`, or `TransportError` when the link is gone.
    package func repair(
        _ message: WatchedMessage, isLast: Bool, at time: Timestamp, as owner: OwnerEpoch,
        on connection: any Connection
    ) async throws -> Transmission {
        let item = try await store.countRepair(message.row, isLast: isLast, at: time, as: owner)
        guard let item else { return .gone }
        return try await write(item, to: connection)
    }

    private func write(_ item: OutboxItem, to connection: any Connection) async throws -> Transmission {
        // Only of a group whose making was refused can a message be queued with nothing before it.
        guard !item.conversation.isProvisional else { return .refused(reason: GroupError.neverMade.message) }
        let frame: Frame
        do {
            frame = try design.codec.encode(envelope(of: item))
        } catch {
            return .refused(reason: ClientError.unwritable(reason: error.summary).message)
        }
        try await connection.send(frame)
        return .written
    }

    /// Text, time and counter come from the row alone, so that every resend says the same.
    func envelope(of item: OutboxItem) -> Envelope {
        Envelope(
            id: item.messageID, from: user, to: item.to, conversation: item.conversation, isGroup: item.isGroup,
            content: .text(item.text), sentAt: item.time, sequence: item.sequence)
    }
}
