import ChatModel
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
            try await claim()
            try await refill()
        } catch {
            fail(error)
            return .turn(at: uptime.now + .seconds(5))
        }
        decide(.tick)
        while !outboxActions.isEmpty { try await perform(takeOutboxActions()) }
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
        decide(.inventory(try await worker.entries(after: 0).entries))
        for row in try await worker.gone(of: outbox.flightRows) { decide(.gone(row: row)) }
    }

    private func takeOutboxActions() -> [Outbox.Action] {
        defer { outboxActions = [] }
        return outboxActions
    }

    /// Records first and writes afterwards: the attempt is in the store before the frame is on the line, so who finds no
    /// attempt there knows that the message has not left. A crash between the two only makes a message go out twice
    /// under one id.
    private func perform(_ actions: [Outbox.Action]) async throws {
        if actions.contains(.probe) { feel(.probe) }
        guard let counted = await record(actions, withAttempts: true) else { return }
        for case .transmit(let entry) in actions {
            if entry.isGroupOperation {
                link?.groupOperationSink.yield(entry)
            } else if counted.contains(entry.row) {
                try await transmit(entry)
            } else {
                decide(.gone(row: entry.row))
            }
        }
    }

    /// Records what is decided, in one transaction.
    ///
    /// - Returns: the rows whose attempt was counted; nil when the store took nothing. Then the rows stay queued there and
    ///   are found again, and what was to be written is tried again like a message without an answer.
    private func record(_ actions: [Outbox.Action], withAttempts: Bool) async -> Set<Int64>? {
        let progress = OutboxProgress(actions, withAttempts: withAttempts)
        guard !progress.isEmpty else { return [] }
        defer { for row in actions.compactMap(\.settledRow) { decide(.settled(row: row)) } }
        do throws(StoreError) {
            guard let epoch else { throw .notOwner }
            let outcome = try await store.record(progress, at: wallClock(), as: epoch)
            if !outcome.watched.isEmpty { decideRepair(.watch(outcome.watched)) }
            return outcome.attempted
        } catch {
            fail(error)
            isOutboxStirred = true
            return nil
        }
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

    /// After the link ended: what the server said is still recorded, what was to be written is forgotten.
    func settle() async {
        while !outboxActions.isEmpty {
            let actions = takeOutboxActions()
            _ = await record(actions, withAttempts: false)
            for case .strike(let entry) in actions { await strike(entry) }
        }
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
    /// - Parameter withAttempts: whether what is to be transmitted will be.
    fileprivate init(_ actions: [Outbox.Action], withAttempts: Bool) {
        self.init()
        for action in actions {
            switch action {
            case .acknowledge(let entry): acknowledged.append(entry.reference)
            case .park(let entry, let reason): parked.append(Parking(message: entry.reference, reason: reason))
            case .transmit(let entry): if withAttempts, !entry.isGroupOperation { attempted.append(entry.row) }
            case .strike, .probe: break
            }
        }
    }
}

extension Outbox.Entry {
    fileprivate var reference: OwnMessageReference {
        OwnMessageReference(id: messageID, conversation: conversation)
    }
}
