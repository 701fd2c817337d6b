package import ChatModel
import ChatStore
import ChatWire

// MARK: - What the user wants of groups

extension ChatClient {
    /// Makes a group of us and these; it is there at once, under a provisional id that keeps leading to it.
    package func createGroup(title: String, members: [UserID]) async throws(ClientError) -> ConversationID {
        let operation = try await groupOperations.create(title: title, members: members, now: wallClock())
        stirOutbox()
        return operation.conversation
    }

    package func addMembers(_ users: [UserID], to group: ConversationID) async throws(ClientError) {
        _ = try await groupOperations.add(users, to: group, now: wallClock())
        stirOutbox()
    }

    package func removeMembers(_ users: [UserID], from group: ConversationID) async throws(ClientError) {
        _ = try await groupOperations.remove(users, from: group, now: wallClock())
        stirOutbox()
    }

    /// Leaves a group; see `leavesNoAdmin` for what to ask the user before.
    package func leaveGroup(_ group: ConversationID) async throws(ClientError) {
        _ = try await groupOperations.leave(group, now: wallClock())
        stirOutbox()
    }

    /// - Throws: always, and says why.
    package func renameGroup(_ group: ConversationID, to title: String) async throws(ClientError) {
        try await groupOperations.rename(group, to: title)
    }

    /// Whether the group would have no admin any more if we left it, nor ever again.
    package func leavesNoAdmin(_ group: ConversationID) async throws(ClientError) -> Bool {
        try await groupOperations.leavesNoAdmin(group)
    }
}

// MARK: - Having it done

extension ChatClient {
    /// One operation under way, with the pause before its next attempt.
    struct GroupJob {
        let loop: WakeLoop
        var backoff: Backoff
        /// The trouble of this series of attempts has been reported.
        var hasTrouble = false
    }

    /// Has the server do what the outbox hands over, each group's operations one after the other and the groups side by
    /// side, until the link ends. An attempt that is cut off by that is made again on the next one.
    func performGroupOperations(of link: Link) async {
        await withDiscardingTaskGroup { group in
            for await entry in link.groupOperations {
                group.addTask { await self.perform(entry) }
            }
        }
    }

    private func perform(_ entry: Outbox.Entry) async {
        let loop = WakeLoop(clock: clock, uptime: uptime)
        groupJobs[entry.row] = GroupJob(loop: loop, backoff: Backoff(limits: configuration.backoff))
        defer { groupJobs[entry.row] = nil }
        try? await loop.run { await self.attempt(entry) }
    }

    private func attempt(_ entry: Outbox.Entry) async -> WakeLoop.Next {
        guard let epoch else { return .end }
        switch await groupWork.attempt(outboxRow: entry.row, at: wallClock(), as: epoch) {
        case .ended(let kind, let conversation):
            if let kind, kind != .leave, let conversation, !conversation.isProvisional { fetchLater(conversation) }
            decide(.finished(row: entry.row, conversation: conversation ?? entry.conversation))
            return .end
        case .failed(let error):
            if Task.isCancelled { return .end }
            return retry(entry, after: error)
        }
    }

    private func retry(_ entry: Outbox.Entry, after error: ClientError) -> WakeLoop.Next {
        var retryAfter: Duration?
        switch error {
        case .link(let failure, _) where failure.endsTheSession:
            link?.refusal = failure
            link?.control.wake()
            return .end
        case .store(.notOwner):
            fail(.notOwner)
            return .end
        case .link(let failure, _): retryAfter = failure.retryAfter
        case .answer(.unavailable(_, let seconds?), _): retryAfter = .seconds(seconds)
        default: break
        }
        guard var job = groupJobs[entry.row] else { return .end }
        if !job.hasTrouble { report(error) }
        job.hasTrouble = true
        let now = uptime.now
        let delay = job.backoff.failed(now: now, retryAfter: retryAfter, fraction: configuration.jitter())
        groupJobs[entry.row] = job
        return .turn(at: now + delay)
    }

    /// Lets what waits for its next attempt be tried now.
    func hurryGroupOperations() {
        for job in groupJobs.values { job.loop.wake() }
    }
}
