import ChatModel
import ChatStore
import ChatWire
import Glibc
import Logging

// MARK: - The right to write

extension ChatClient {
    /// Becomes the one whose word about the outbox counts; a store that cannot be written now is asked again before
    /// anything is sent.
    func takeOver() async {
        do {
            try await claim()
        } catch {
            report(.store(error))
        }
    }

    /// - Throws: `StoreError.notOwner` when somebody took over since, or what keeps the store from being written.
    func claim() async throws(StoreError) {
        guard epoch == nil else { return }
        guard !isGivingWay else { throw .notOwner }
        epoch = try await store.takeOwnership(processID: getpid())
        link?.ledger.wake()
        link?.repair.wake()
    }

    /// Tells of a write that failed; who is no longer the owner stops.
    func fail(_ error: StoreError) {
        report(.store(error))
        if error == .notOwner { giveWay() }
    }
}

// MARK: - Sending again what nobody confirmed

extension ChatClient {
    func decideRepair(_ event: Repair.Event) {
        let (count, deadline) = (repairActions.count, repair.nextDeadline)
        repairActions += repair.handle(event, now: wallClock())
        // Only for news: a turn that wakes itself would never end.
        if repairActions.count > count || repair.nextDeadline.isSooner(than: deadline) { link?.repair.wake() }
    }

    /// The user, in this process or another, may want something sent again.
    func stirRepairs() {
        areRepairsAsked = true
        link?.repair.wake()
    }

    func turnRepair() async throws -> WakeLoop.Next {
        // Repairs go behind messages; the next acknowledgement of one wakes this loop.
        guard epoch != nil, !holdsBack() else { return .turn(at: nil) }
        do {
            try await readWatch()
            decideRepair(.tick)
            while !repairActions.isEmpty { try await perform(repairActions.removeFirst()) }
        } catch let error as StoreError {
            fail(error)
            return .turn(at: uptime.now + .seconds(5))
        }
        return .turn(at: repair.nextDeadline.map { uptime.now + wait(until: $0) })
    }

    private func wait(until time: Timestamp) -> Duration {
        .milliseconds(max(0, time.milliseconds(since: wallClock())))
    }

    /// Reads what an earlier run watched, once, and what the user asked for, whenever that may have changed.
    private func readWatch() async throws(StoreError) {
        var last: Int64 = 0
        while !isWatchKnown {
            let page = try await store.watched(after: last, limit: 1_000)
            decideRepair(.watch(page))
            last = page.last?.row ?? last
            isWatchKnown = page.count < 1_000
        }
        guard areRepairsAsked else { return }
        areRepairsAsked = false
        let asked = try await store.askedRepairs()
        if !asked.isEmpty { decideRepair(.watch(asked)) }
    }

    private func perform(_ action: Repair.Action) async throws {
        switch action {
        case .ask(let conversation):
            decideRepair(.confirmers(conversation, try await store.confirmers(of: conversation)))
        case .resend(let message, let isLast):
            try await resend(message, isLast: isLast)
        case .giveUp(let messages):
            guard let epoch else { return }
            try await store.stopWatching(messages.map(\.row), as: epoch)
        case .recordLinkEnd(let since):
            guard let epoch else { return }
            try await store.endLink(losingWrittenSince: since, as: epoch)
        }
    }

    private func resend(_ message: WatchedMessage, isLast: Bool) async throws {
        // An acknowledgement names only the id: it must not be taken for that of another message under way.
        guard let epoch, let connection = link?.connection, !outbox.isInFlight(message.messageID) else { return }
        log.info("sending again", metadata: ["repair": "\(message.repairs + 1)"])
        switch try await worker.repair(message, isLast: isLast, at: wallClock(), as: epoch, on: connection) {
        case .written: break
        case .gone: decideRepair(.confirmed(message.messageID, message.conversation))
        case .refused(let reason): log.warning("cannot be sent again", metadata: ["reason": "\(reason)"])
        }
    }

    /// After the link ended: its end is recorded, and nothing is sent again over it.
    func settleRepairs() async {
        let actions = repairActions
        repairActions = []
        for action in actions {
            if case .resend = action {
                // The machine takes it as sent; the store knows better.
                isWatchKnown = false
                continue
            }
            do {
                try await perform(action)
            } catch let error as StoreError {
                fail(error)
            } catch {}
        }
    }

    /// Tells repair whom we have heard from and what was confirmed.
    func noteSigns(in reception: Inbox.Reception) async {
        for message in reception.confirmed { decideRepair(.confirmed(message.messageID, message.conversation)) }
        for user in reception.heard { decideRepair(.heard(user)) }
        for user in reception.heardReceipts { decideRepair(.heardReceipt(user)) }
        for user in Set(reception.typing.map(\.user)) where repair.expects(user) {
            decideRepair(.heard(user))
            // Only a hint for the next run; the store hears of messages and receipts by itself.
            try? await store.hear(user, at: wallClock())
        }
    }
}

extension Timestamp? {
    /// Whether this instant comes before `other`; nil is never.
    fileprivate func isSooner(than other: Timestamp?) -> Bool {
        guard let self else { return false }
        return other.map { self < $0 } ?? true
    }
}

extension Repair.Capabilities {
    init(_ capabilities: ServerDesign.Capabilities) {
        self.init(acknowledges: capabilities.acknowledges, carriesReceipts: capabilities.carriesReceipts)
    }
}
