package import ChatModel
package import ChatStore
package import ChatWire

/// Does what `Outbox` decides: finds the rows and writes the frames. It keeps nothing in memory.
package struct OutboxWorker: Sendable {
    /// How sending a message again went.
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

    /// Writes messages to the link, in this order; their attempts must have been recorded.
    ///
    /// - Returns: those that cannot be written in the server's form, by row, with the reason.
    /// - Throws: `TransportError` when the link is gone.
    package func write(
        _ items: [OutboxItem], to connection: any Connection
    ) async throws(TransportError) -> [Int64: String] {
        var frames: [Frame] = []
        var refused: [Int64: String] = [:]
        for item in items {
            do throws(Unwritable) {
                frames.append(try frame(of: item))
            } catch {
                refused[item.row] = error.reason
            }
        }
        try await connection.send(frames)
        return refused
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
        let refused = try await write([item], to: connection)
        return refused[item.row].map { .refused(reason: $0) } ?? .written
    }

    /// Why a message cannot be written in the server's form.
    private struct Unwritable: Error {
        var reason: String
    }

    private func frame(of item: OutboxItem) throws(Unwritable) -> Frame {
        // Only of a group whose making was refused can a message be queued with nothing before it.
        guard !item.conversation.isProvisional else { throw Unwritable(reason: GroupError.neverMade.message) }
        do {
            return try design.codec.encode(envelope(of: item))
        } catch {
            throw Unwritable(reason: ClientError.unwritable(reason: error.summary).message)
        }
    }

    /// Text, time and counter come from the row alone, so that every resend says the same.
    func envelope(of item: OutboxItem) -> Envelope {
        Envelope(
            id: item.messageID, from: user, to: item.to, conversation: item.conversation, isGroup: item.isGroup,
            content: .text(item.text), sentAt: item.time, sequence: item.sequence)
    }
}
