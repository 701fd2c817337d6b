package import ChatModel
import ChatStore
import ChatWire
import Logging

// MARK: - Receipts

extension ChatClient {
    func decideReceipts(_ event: Receipts.Event) {
        let (count, deadline) = (receiptActions.count, receipts.nextDeadline)
        receiptActions += receipts.handle(event, now: uptime.now)
        if receiptActions.count > count || receipts.nextDeadline != deadline { link?.receipts.wake() }
    }

    /// Whether the link is full of messages, behind which all else goes; whoever asks is woken when it no longer is.
    func holdsBack() -> Bool {
        isHeldBack = isHeldBack || outbox.isSaturated
        return outbox.isSaturated
    }

    func turnReceipts() async throws -> WakeLoop.Next {
        // Receipts go behind messages; the next acknowledgement of one wakes this loop.
        guard !holdsBack() else { return .turn(at: nil) }
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
        guard configuration.design.capabilities.carriesReceipts else {
            receiptActions += receipts.handle(.acknowledged(outgoing.id), now: uptime.now)
            return
        }
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
        guard let connection = link?.connection, let found = try? await store.conversation(conversation),
            !found.hasLeft, !found.id.isProvisional
        else { return }
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
