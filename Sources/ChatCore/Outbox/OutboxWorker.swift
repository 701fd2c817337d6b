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
    /// All of them, a page at a time: only who knows the head of every conversation holds none of them up.
    package func entries(after row: Int64) async throws(StoreError) -> (entries: [Outbox.Entry], last: Int64) {
        var entries: [Outbox.Entry] = []
        var last = row
        while true {
            let items = try await store.outboxItems(after: last, limit: Self.pageSize)
            entries += items.lazy.filter { $0.state == .queued }.map {
                Outbox.Entry(row: $0.row, messageID: $0.messageID, conversation: $0.conversation)
            }
            last = items.last?.row ?? last
            if items.count < Self.pageSize { return (entries, last) }
        }
    }

    private static let pageSize = 1000

    package func waitingCount() async throws(StoreError) -> Int {
        try await store.outboxCounts().waiting
    }

    /// Reads the row and writes it to the link.
    ///
    /// - Throws: `ClientError.store`, or `ClientError.link` when the link is gone.
    package func transmit(_ entry: Outbox.Entry, on connection: any Connection) async throws -> Transmission {
        guard let item = try await store.outboxItem(entry.row), item.state == .queued else { return .gone }
        let frame: Frame
        do {
            frame = try design.codec.encode(envelope(of: item))
        } catch {
            return .refused(reason: ClientError.unwritable(reason: error.summary).message)
        }
        try await connection.send(frame)
        return .written
    }

    /// Records that the server took these, in one transaction if possible: one that the user stopped meanwhile must not
    /// keep the others from being recorded.
    package func acknowledge(_ entries: [Outbox.Entry]) async throws(StoreError) {
        do {
            try await store.acknowledge(
                entries.map { OwnMessageReference(id: $0.messageID, conversation: $0.conversation) })
        } catch .illegalMove {
            for entry in entries {
                do {
                    try await store.acknowledge(entry.messageID, in: entry.conversation)
                } catch .illegalMove {}
            }
        }
    }

    /// Sets the message aside for the user.
    package func park(_ entry: Outbox.Entry, reason: String) async throws(StoreError) {
        do {
            try await store.park(entry.messageID, in: entry.conversation, reason: reason)
        } catch .unknownMessage, .illegalMove {
            // A receipt or the user was faster.
        }
    }

    /// Text, time and counter come from the row alone, so that every resend says the same.
    private func envelope(of item: OutboxItem) -> Envelope {
        Envelope(
            id: item.messageID, from: user, to: item.to, conversation: item.conversation, isGroup: item.isGroup,
            content: .text(item.text), sentAt: item.time, sequence: item.sequence)
    }
}
