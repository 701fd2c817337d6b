import ChatModel
import ChatStore
import ChatWire
import Logging

// MARK: - Using a link until it ends

extension ChatClient {
    /// Runs everything that needs the link until any part of it fails, closes the socket, and says why it ended.
    ///
    /// The socket is seen closed before this returns: the server keeps one a user, and the late close of an old one
    /// would unmap the new one.
    func serve() async -> LinkFailure {
        guard let link else { return .closedByServer }
        areGroupsDue = true
        decide(.linkUp)
        decideRepair(.linkUp)
        decideReceipts(.linkUp)
        let failure = await ending(of: link)
        await link.connection.close()
        // Acknowledgements that came over this link count, so they are read before it is declared down.
        await stash()
        self.link = nil
        if failure == .silent(.notMapped) { unprovenLinks += 1 }
        let isRenewal = failure == .silent(.unprovable)
        isMappingDoubted = !isRenewal && failure != .closedByServer
        let isOurs = mustStop || Task.isCancelled || isRenewal
        decide(isOurs ? .linkDown : .linkLost(isProtocolError: failure.blamesAFrame))
        decideRepair(.linkDown(isLost: !isOurs))
        await settle()
        await settleRepairs()
        receiptActions = []
        decideReceipts(.linkDown)
        log.info("disconnected", metadata: ["reason": "\(sentence(failure))"])
        return failure
    }

    private func ending(of link: Link) async -> LinkFailure {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.read(link.connection) }
                group.addTask { try await link.inbox.run { await self.turnInbox() } }
                group.addTask { try await link.outbox.run { try await self.turnOutbox() } }
                group.addTask { try await link.ledger.run { await self.turnLedger() } }
                group.addTask { try await link.receipts.run { try await self.turnReceipts() } }
                group.addTask { try await link.repair.run { try await self.turnRepair() } }
                group.addTask { try await link.pulse.run { try await self.turnPulse() } }
                group.addTask { try await link.ping.run { try await self.turnPing() } }
                group.addTask { try await link.sync.run { try await self.turnSync() } }
                group.addTask { try await link.groups.run { try await self.turnGroups() } }
                group.addTask { await self.performGroupOperations(of: link) }
                group.addTask { try await link.control.run { try await self.turnControl() } }
                for try await _ in group {}
            }
            return .transport(.cancelled)
        } catch let failure as LinkFailure {
            return failure
        } catch let error as TransportError {
            return LinkFailure(error)
        } catch {
            return .transport(.cancelled)
        }
    }

    private func turnControl() throws -> WakeLoop.Next {
        if mustStop { throw LinkFailure.transport(.cancelled) }
        if let refusal = link?.refusal { throw refusal }
        if link?.isStale == true { throw LinkFailure.silent(.slept) }
        return .turn(at: nil)
    }

    /// Rows that other processes wrote, and receipts that became due, are noticed by the store's change alone.
    func watchStore() async {
        for await change in store.changes {
            if !change.isDisjoint(with: [.outbox, .otherProcess]) { stirOutbox() }
            if !change.isDisjoint(with: [.receipts, .otherProcess]) { decideReceipts(.stirred) }
            if change.contains(.otherProcess) { stirRepairs() }
            if change.contains(.contacts) { await syncNewContacts() }
        }
    }

    func stirOutbox() {
        isOutboxStirred = true
        link?.outbox.wake()
    }
}

// MARK: - The link's life

extension ChatClient {
    /// Takes note of a sign of life, or of doubt.
    func feel(_ event: Liveness.Event) {
        switch event {
        case .frame, .pong, .textPong: tellHeard()
        default: break
        }
        guard let actions = link?.liveness.handle(event, now: uptime.now), !actions.isEmpty else { return }
        link?.pulseActions += actions
        link?.pulse.wake()
    }

    /// Tells that the server was heard, often enough for a display of minutes.
    private func tellHeard() {
        let now = uptime.now
        guard toldHeardAt.map({ now - $0 >= .seconds(5) }) ?? true else { return }
        toldHeardAt = now
        tell(.heard(wallClock()))
    }

    private func turnPulse() async throws -> WakeLoop.Next {
        // While the store takes nothing, nothing is read: silence then says nothing of the link.
        guard !isReadingPaused else { return .turn(at: uptime.now + .seconds(5)) }
        feel(.tick)
        while let action = link?.pulseActions.first {
            link?.pulseActions.removeFirst()
            try await perform(action)
        }
        return .turn(at: link?.liveness.nextDeadline)
    }

    private func perform(_ action: Liveness.Action) async throws {
        switch action {
        case .sendPing:
            link?.isPingAsked = true
            link?.ping.wake()
        case .sendTextPing:
            try await link?.connection.send(.text("ping"))
        case .confirmed:
            decide(.probeAnswered)
            link?.outbox.wake()
        case .giveUp(let silence):
            throw LinkFailure.silent(silence)
        }
    }

    private func turnPing() async throws -> WakeLoop.Next {
        guard let link, link.isPingAsked else { return .turn(at: nil) }
        self.link?.isPingAsked = false
        try await link.connection.ping()
        feel(.pong)
        self.link?.pulse.wake()
        return .turn(at: nil)
    }
}

// MARK: - Contacts and groups

extension ChatClient {
    /// Milliseconds.
    private static var receiptLifetime: Int64 { 7 * 24 * 3_600_000 }

    /// Asks the server about contacts and groups; goes on trying, since the link does not depend on it.
    private func turnSync() async throws -> WakeLoop.Next {
        // Nobody needs to hear after a week that a message arrived.
        try? await store.removeReceipts(queuedBefore: wallClock().advanced(byMilliseconds: -Self.receiptLifetime))
        do {
            try await syncContacts()
            if areGroupsDue { learned(try await groups.refreshAll()) }
            areGroupsDue = false
            syncBackoff = Backoff(limits: configuration.backoff)
            hasSyncTrouble = false
            tell(.synchronized(wallClock()))
            return .turn(at: nil)
        } catch {
            // What was given up because the link ends is no trouble.
            try Task.checkCancellation()
            try endIfRefused(error)
            if !hasSyncTrouble { report(error) }
            hasSyncTrouble = true
            let fraction = configuration.jitter()
            return .turn(at: uptime.now + syncBackoff.failed(now: uptime.now, fraction: fraction))
        }
    }

    private func syncContacts() async throws(ClientError) {
        let newest = (try? await store.newestContactRow()) ?? syncedContactRow
        try await contactSync.run(now: wallClock()) { progress in await self.tell(.contactSync(progress)) }
        syncedContactRow = max(syncedContactRow, newest)
    }

    /// People whom we hear of while the link is up need not wait for the next one: an import, or a stranger.
    private func syncNewContacts() async {
        guard link != nil, let newest = try? await store.newestContactRow(), newest > syncedContactRow else { return }
        syncedContactRow = newest
        link?.sync.wake()
    }

    /// Fetches the groups that are in question. One that the server does not give is left as it is; when there was no
    /// proper answer, all groups are asked for until there is.
    private func turnGroups() async throws -> WakeLoop.Next {
        while !groupsToFetch.isEmpty {
            let group = groupsToFetch.removeFirst()
            do {
                try await groups.refresh(group)
            } catch {
                try Task.checkCancellation()
                try endIfRefused(error)
                report(error)
                if error.isPassing { synchronize() }
            }
            // Asked once for what it is worth: a group that the server does not know is not asked for at each message.
            learned([group])
        }
        return .turn(at: nil)
    }

    /// Takes note of groups as the server describes them: who may confirm what we wrote there follows from that.
    private func learned(_ groups: Set<ConversationID>) {
        knownGroups.formUnion(groups)
        for group in groups { decideRepair(.membersChanged(group)) }
    }

    private func endIfRefused(_ error: ClientError) throws {
        if case .link(let failure, _) = error, failure.endsTheSession { throw failure }
    }

    func fetchLater(_ group: ConversationID) {
        guard !groupsToFetch.contains(group) else { return }
        groupsToFetch.append(group)
        link?.groups.wake()
    }

    /// Asks the server again about everybody and every group, for instance after contacts were added.
    package func synchronize() {
        areGroupsDue = true
        link?.sync.wake()
    }
}

extension ClientError {
    /// Whether the same request may be answered later.
    fileprivate var isPassing: Bool {
        switch self {
        case .link, .answer(.unavailable, _): true
        default: false
        }
    }
}
