package import ChatModel
import ChatStore
import ChatWire
import Logging

// MARK: - The outbox

extension ChatClient {
    /// Lets the outbox decide; what it wants done is done by its loop, one thing after the other.
    func decide(_ event: Outbox.Event) {
        let actions = outbox.handle(event, now: uptime.now)
        guard !actions.isEmpty else { return }
        outboxActions += actions
        link?.outbox.wake()
    }

    func turnOutbox() async throws -> WakeLoop.Next {
        do {
            try await refill()
        } catch {
            report(.store(error))
            return .turn(at: uptime.now + .seconds(5))
        }
        decide(.tick)
        while !outboxActions.isEmpty { try await perform(takeOutboxActions()) }
        return .turn(at: outbox.nextDeadline)
    }

    /// Takes note of what has changed in the store: rows that are new, and then, if the numbers still differ, rows that
    /// the user stopped or set going again.
    private func refill() async throws(StoreError) {
        guard isOutboxStirred else { return }
        isOutboxStirred = false
        let new = try await worker.entries(after: lastOutboxRow)
        lastOutboxRow = new.last
        decide(.found(new.entries))
        guard try await worker.waitingCount() != outbox.count + outbox.settlingCount else { return }
        decide(.inventory(try await worker.entries(after: 0).entries))
    }

    private func takeOutboxActions() -> [Outbox.Action] {
        defer { outboxActions = [] }
        return outboxActions
    }

    /// Writes first and records afterwards: a crash between the two only makes a message go out twice under one id.
    /// What the server took is recorded even if the link ends meanwhile.
    private func perform(_ actions: [Outbox.Action]) async throws {
        do {
            for action in actions {
                if case .transmit(let entry) = action { try await transmit(entry) }
                if action == .probe { feel(.probe) }
            }
        } catch {
            await record(actions)
            throw error
        }
        await record(actions)
    }

    private func transmit(_ entry: Outbox.Entry) async throws {
        guard let connection = link?.connection else { return }
        do {
            switch try await worker.transmit(entry, on: connection) {
            case .written:
                // On designs that acknowledge nothing, written is all there will ever be to know.
                if !configuration.design.capabilities.acknowledges { decide(.acknowledged(entry.messageID)) }
            case .gone: decide(.gone(row: entry.row))
            case .refused(let reason): decide(.refused(row: entry.row, reason: reason))
            }
        } catch let error as StoreError {
            // It stays in flight and is tried again like one that was not answered.
            report(.store(error))
        }
    }

    /// Records what is decided. If the store cannot, the row stays queued there and is found again: the message goes
    /// out once more, under the same id.
    private func record(_ actions: [Outbox.Action]) async {
        let taken = actions.compactMap { if case .acknowledge(let entry) = $0 { entry } else { nil } }
        if !taken.isEmpty {
            await record(taken) { () async throws(StoreError) in try await self.worker.acknowledge(taken) }
        }
        for case .park(let entry, let reason) in actions {
            await record([entry]) { () async throws(StoreError) in
                try await self.worker.park(entry, reason: reason)
            }
        }
    }

    private func record(_ entries: [Outbox.Entry], by write: () async throws(StoreError) -> Void) async {
        do {
            try await write()
        } catch {
            report(.store(error))
            isOutboxStirred = true
        }
        for entry in entries { decide(.settled(row: entry.row)) }
    }

    /// After the link ended: what the server said is still recorded, what was to be written is forgotten.
    func settle() async {
        while !outboxActions.isEmpty { await record(takeOutboxActions()) }
    }
}

// MARK: - Receipts

extension ChatClient {
    func decideReceipts(_ event: Receipts.Event) {
        receiptActions += receipts.handle(event, now: uptime.now)
        link?.receipts.wake()
    }

    func turnReceipts() async throws -> WakeLoop.Next {
        // Receipts go behind messages; the next acknowledgement of one changes the store and so wakes this loop.
        guard !outbox.isSaturated else { return .turn(at: nil) }
        receiptActions += receipts.handle(.tick, now: uptime.now)
        while !receiptActions.isEmpty {
            try await perform(receiptActions.removeFirst())
        }
        return .turn(at: receipts.nextDeadline)
    }

    private func perform(_ action: Receipts.Action) async throws {
        do {
            switch action {
            case .fetch(let limit):
                let pending = try await store.pendingReceipts(limit: limit)
                var generator = SystemRandomNumberGenerator()
                let now = wallClock()
                let outgoing = pending.map {
                    Receipts.Outgoing(id: MessageID.make(now: now, using: &generator), receipt: $0)
                }
                receiptActions += receipts.handle(.fetched(outgoing), now: uptime.now)
            case .transmit(let outgoing):
                try await transmit(outgoing)
            case .remove(let taken):
                try await store.removeReceipts(taken)
            }
        } catch let error as StoreError {
            report(.store(error))
            if case .fetch = action { receiptActions += receipts.handle(.fetched([]), now: uptime.now) }
        }
    }

    private func transmit(_ outgoing: Receipts.Outgoing) async throws {
        let receipt = outgoing.receipt
        let envelope = Envelope(
            id: outgoing.id, from: configuration.account.user, to: receipt.to.rawValue,
            conversation: receipt.conversation, content: .receipt(receipt.kind, ids: receipt.ids),
            sentAt: wallClock())
        do {
            let frame = try configuration.design.codec.encode(envelope)
            try await link?.connection.send(frame)
            if configuration.design.capabilities.acknowledges { return }
        } catch let error as WireError {
            // Its author has a name that no frame may carry; keeping the receipt would hold up all others.
            log.warning("a receipt cannot be written", metadata: ["reason": "\(error.summary)"])
        }
        receiptActions += receipts.handle(.acknowledged(outgoing.id), now: uptime.now)
    }
}

// MARK: - Typing

extension ChatClient {
    /// Tells the other side that the user types, or has stopped; forgotten when there is no link or no such conversation.
    package func sendTyping(_ isTyping: Bool, in conversation: ConversationID) async {
        guard let connection = link?.connection, let found = try? await store.conversation(conversation) else { return }
        var generator = SystemRandomNumberGenerator()
        let now = wallClock()
        let envelope = Envelope(
            id: MessageID.make(now: now, using: &generator), from: configuration.account.user, to: found.address,
            conversation: conversation, isGroup: found.isGroup, content: .typing(isTyping), sentAt: now)
        guard let frame = try? configuration.design.codec.encode(envelope) else { return }
        try? await connection.send(frame)
    }
}

extension Conversation {
    /// Whom a frame for this conversation is addressed to.
    var address: String {
        switch kind {
        case .direct(let peer): peer.rawValue
        case .group: id.rawValue
        }
    }
}
