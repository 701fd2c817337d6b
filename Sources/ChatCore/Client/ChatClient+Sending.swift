import ChatModel
import ChatStore
import ChatWire
import Logging

// MARK: - The outbox

extension ChatClient {
    /// Lets the outbox decide; what it wants done is done by two loops: one writes, and one records.
    func decide(_ event: Outbox.Event) {
        takeNote(event)
        wakeSenders()
    }

    /// Lets the outbox decide about several events; the caller has done afterwards what it wants.
    private func takeNote(_ event: Outbox.Event) {
        for action in outbox.handle(event, now: uptime.now) {
            switch action {
            case .transmit(let entry): attempts.decide(entry)
            case .acknowledge, .park, .strike: outcomes.append(action)
            case .probe: feel(.probe)
            }
        }
    }

    private func wakeSenders() {
        if attempts.isWriteDue { link?.outbox.wake() }
        if attempts.isCountDue || !outcomes.isEmpty { link?.ledger.wake() }
        if isHeldBack, !outbox.isSaturated {
            isHeldBack = false
            link?.receipts.wake()
            link?.repair.wake()
        }
    }

    /// The server has taken these: what waited for that is written at once, by whoever has read it, since a conversation
    /// moves no faster than that.
    ///
    /// - Parameter isLinkUp: false when they are read after the link has ended.
    func takeAcknowledgements(_ ids: [MessageID], isLinkUp: Bool) async {
        guard !ids.isEmpty else { return }
        for id in ids { takeNote(.acknowledged(id)) }
        link?.ledger.wake()
        // A dead link is noticed by who reads it; what was written to it is sent again over the next one.
        if isLinkUp, attempts.isWriteDue { try? await write() }
        wakeSenders()
    }

    /// Finds what is to be sent and writes what may be written.
    func turnOutbox() async throws -> WakeLoop.Next {
        do {
            try await claim()
            try await refill()
        } catch {
            fail(error)
            return .turn(at: uptime.now + .seconds(5))
        }
        decide(.tick)
        while attempts.isWriteDue { try await write() }
        return .turn(at: outbox.nextDeadline)
    }

    /// Takes note of what has changed in the store: rows that are new, and then, if the numbers still differ, rows that
    /// the user stopped, removed or set going again.
    private func refill() async throws(StoreError) {
        guard isOutboxStirred else { return }
        isOutboxStirred = false
        let new = try await worker.entries(after: lastOutboxRow)
        lastOutboxRow = new.last
        decide(.found(new.entries))
        guard try await worker.waitingCount() != outbox.count + outbox.settlingCount else { return }
        // What is recorded while the list is read must not come back by it.
        settledMeanwhile = []
        defer {
            let rows = settledMeanwhile ?? []
            settledMeanwhile = nil
            settle(rows)
        }
        decide(.inventory(try await worker.entries(after: 0).entries))
        for row in try await worker.gone(of: outbox.flightRows) { decide(.gone(row: row)) }
        attempts.keep { outbox.isKnown(row: $0.row, in: $0.conversation) }
        if attempts.isCountDue { link?.ledger.wake() }
    }

    /// Writes whatever has its attempt in the store: who finds no attempt there knows that the message has not left. A
    /// crash between the two only makes a message go out twice under one id.
    private func write() async throws {
        let (operations, messages) = attempts.takeWritable(outbox)
        if attempts.isCountDue { link?.ledger.wake() }
        for entry in operations { link?.groupOperationSink.yield(entry) }
        guard !messages.isEmpty, let connection = link?.connection else { return }
        let refused = try await worker.write(messages, to: connection)
        for message in messages {
            if let reason = refused[message.row] {
                decide(.refused(row: message.row, reason: reason))
            } else if !configuration.design.capabilities.acknowledges {
                // Written is all there will ever be to know.
                decide(.acknowledged(message.messageID))
            }
        }
    }

    // MARK: The ledger

    /// Records what has become of messages, and counts the attempts that are next, as much as has gathered while the last
    /// commit was made: the frames of a conversation wait for the server, and not for the disk.
    func turnLedger() async -> WakeLoop.Next {
        // The outbox's loop sees to it that we are the owner.
        while epoch != nil, !outcomes.isEmpty || attempts.isCountDue { await record() }
        return .turn(at: nil)
    }

    /// Records what has gathered, in one transaction. What the store does not take stays queued there and is found again,
    /// and what was to be written is tried again like a message without an answer.
    private func record() async {
        let actions = outcomes
        outcomes = []
        let (rows, unused) = attempts.beginCounting(outbox)
        var progress = OutboxProgress(actions)
        (progress.attempted, progress.unused) = (rows, unused)
        defer { settle(actions.compactMap(\.settledRow)) }
        do throws(StoreError) {
            guard !progress.isEmpty else { return }
            guard let epoch else { throw .notOwner }
            let outcome = try await store.record(progress, at: wallClock(), as: epoch)
            if !outcome.watched.isEmpty { decideRepair(.watch(outcome.watched)) }
            for row in attempts.endCounting(rows, outcome.attempted) { decide(.gone(row: row)) }
            if attempts.isWriteDue { link?.outbox.wake() }
        } catch {
            fail(error)
            attempts.forget(Set(rows))
            stirOutbox()
        }
    }

    private func settle(_ rows: [Int64]) {
        if settledMeanwhile == nil {
            for row in rows { takeNote(.settled(row: row)) }
            wakeSenders()
        } else {
            settledMeanwhile? += rows
        }
    }

    /// After the link ended: what the server said is still recorded, what was to be written is forgotten.
    func settle() async {
        attempts.loseLink()
        while !outcomes.isEmpty || (epoch != nil && attempts.isCountDue) {
            let actions = outcomes
            await record()
            for case .strike(let entry) in actions { await strike(entry) }
        }
    }

    /// Makes sure that a message which waits for its turn is known not to have left.
    func takeBackCount(of id: MessageID, in conversation: ConversationID) async {
        guard let epoch, let row = attempts.release(id, in: conversation) else { return }
        var progress = OutboxProgress()
        progress.unused = [row]
        // Without it the user is told that the message may have left, which is no harm.
        _ = try? await store.record(progress, at: wallClock(), as: epoch)
    }

    /// Counts a link that seems to have ended because of one message; when that is enough, the message is set aside so
    /// that the others go on.
    private func strike(_ entry: Outbox.Entry) async {
        do {
            guard let epoch else { return }
            let strikes = try await store.countStrike(entry.row, as: epoch) ?? 0
            guard strikes >= configuration.outbox.strikes else { return }
            decide(.refused(row: entry.row, reason: ClientError.poisonous.message))
        } catch {
            fail(error)
        }
    }
}

extension Outbox.Action {
    /// The row whose fate this action records.
    fileprivate var settledRow: Int64? {
        switch self {
        case .acknowledge(let entry), .park(let entry, _): entry.row
        case .transmit, .strike, .probe: nil
        }
    }
}

extension OutboxProgress {
    fileprivate init(_ actions: [Outbox.Action]) {
        self.init()
        for action in actions {
            switch action {
            case .acknowledge(let entry): acknowledged.append(entry.reference)
            case .park(let entry, let reason): parked.append(Parking(message: entry.reference, reason: reason))
            case .transmit, .strike, .probe: break
            }
        }
    }
}

extension Outbox.Entry {
    fileprivate var reference: OwnMessageReference {
        OwnMessageReference(id: messageID, conversation: conversation)
    }
}
