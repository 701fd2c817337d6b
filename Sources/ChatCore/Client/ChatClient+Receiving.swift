import ChatModel
import ChatStore
import ChatWire
import Logging

// MARK: - Taking frames into the store

extension ChatClient {
    /// Frames that may wait for the store; beyond, nothing is read, so that memory does not grow with a backlog.
    private static var framesInMind: Int { 2000 }

    var isReadingPaused: Bool { room != nil }

    /// Reads the link as fast as the store allows, until it ends.
    ///
    /// - Throws: why it ended, always.
    func read(_ connection: any Connection) async throws {
        for try await frame in connection.frames {
            arrivedFrames.append(frame)
            arrivedFrames += await connection.takeArrived()
            feel(.frame)
            link?.inbox.wake()
            if arrivedFrames.count >= Self.framesInMind { try await waitForRoom() }
        }
        throw LinkFailure.closedByServer
    }

    private func waitForRoom() async throws {
        let loop = WakeLoop(clock: clock, uptime: uptime)
        room = loop
        defer { room = nil }
        try await loop.run { await self.hasRoom ? .end : .turn(at: nil) }
    }

    private var hasRoom: Bool { arrivedFrames.count < Self.framesInMind / 2 }

    /// Stores what has arrived, a batch at a time. Frames that come while a batch is being committed form the next one:
    /// a burst makes large batches, and a single frame is never kept waiting.
    func turnInbox() async -> WakeLoop.Next {
        if let retry = storeRetryAt, uptime.now < retry { return .turn(at: retry) }
        var committed: Inbox.Reception?
        while !arrivedFrames.isEmpty || committed != nil {
            // What follows from one batch is done while the next one is being committed.
            let isMore = !arrivedFrames.isEmpty
            async let next = isMore ? storeBatch() : nil
            if let committed { await take(committed) }
            committed = await next
            if isMore, committed == nil { return .turn(at: storeRetryAt) }
        }
        return .turn(at: nil)
    }

    /// Stores one batch; nil when the store did not take it, and then nothing of it is acknowledged.
    private func storeBatch() async -> Inbox.Reception? {
        let batch = Array(arrivedFrames.prefix(Inbox.batchSize))
        do {
            let reception = try await inbox.receive(batch, arrival: wallClock())
            // Only this loop, or `stash` after it has ended, takes frames away; readers append.
            arrivedFrames.removeFirst(batch.count)
            room?.wake()
            storeFailures = 0
            storeRetryAt = nil
            return reception
        } catch {
            if storeFailures == 0 { report(.store(error)) }
            storeRetryAt = uptime.now + min(.seconds(60), .seconds(1 << min(storeFailures, 6)))
            storeFailures += 1
            return nil
        }
    }

    /// Does what follows from frames that are committed: machines first, then the server, then whoever listens.
    private func take(_ reception: Inbox.Reception, isLinkUp: Bool = true) async {
        await takeAcknowledgements(reception.serverAcknowledgements, isLinkUp: isLinkUp)
        for id in reception.serverAcknowledgements { decideReceipts(.acknowledged(id)) }
        for message in reception.confirmed { decide(.confirmed(message.messageID, message.conversation)) }
        await noteSigns(in: reception)
        if reception.hasPong {
            unprovenLinks = 0
            feel(.textPong)
            link?.pulse.wake()
        }
        // A dead link is noticed by who reads it; the server hears of these ids again when it sends them again.
        try? await link?.connection.send(reception.frames)
        for group in reception.changedGroups { fetchLater(group) }
        await fetchUnknown(reception.heardGroups)
        if !reception.inserted.isEmpty { tell(.received(reception.inserted)) }
        for typing in reception.typing { tell(.typing(typing.user, typing.conversation, typing.isTyping)) }
        if reception.unreadableCount > 0 {
            log.notice("unreadable frames kept", metadata: ["count": "\(reception.unreadableCount)"])
            tell(.unreadable(count: reception.unreadableCount))
        }
    }

    private func fetchUnknown(_ groups: Set<ConversationID>) async {
        for group in groups.subtracting(knownGroups) {
            let members = try? await store.members(of: group)
            if members?.isEmpty == false {
                knownGroups.insert(group)
            } else {
                fetchLater(group)
            }
        }
    }

    /// Stores what has arrived over a link that ended; frames that the store does not take stay for the next link.
    func stash() async {
        while !arrivedFrames.isEmpty {
            guard let reception = await storeBatch() else { return }
            await take(reception, isLinkUp: false)
        }
    }
}
