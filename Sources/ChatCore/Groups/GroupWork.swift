package import ChatModel
package import ChatStore
package import ChatWire

/// Has the server do what is queued for groups, one attempt at a time.
///
/// Whether a request that was not answered has worked is not known, so before it is made again the server is asked what
/// is true: whether the group is there already, and who is in it. It is the list of our groups that is asked for: every
/// design has it, and it never fails for a group that we are not in. Source: protocol page, section 5.
package struct GroupWork: Sendable {
    /// How an attempt went.
    package enum Attempt: Sendable {
        /// The operation has left the outbox, done or refused; the conversation's name now.
        case ended(GroupOperation.Kind?, ConversationID?)
        /// The outcome is not known, or the server was not reached: later again.
        case failed(ClientError)
    }

    private let store: MessageStore
    private let calls: ServerCalls
    private let capabilities: ServerDesign.Capabilities
    private let user: UserID

    package init(store: MessageStore, calls: ServerCalls, design: ServerDesign, user: UserID) {
        self.store = store
        self.calls = calls
        capabilities = design.capabilities
        self.user = user
    }

    /// One attempt, by whom and when.
    private struct Job {
        var operation: GroupOperation
        var row: Int64
        var owner: OwnerEpoch
        var time: Timestamp
    }

    /// Makes an attempt at the operation in that row of the outbox.
    ///
    /// - Parameter owner: who we are as the owner of the connection.
    package func attempt(outboxRow row: Int64, at time: Timestamp, as owner: OwnerEpoch) async -> Attempt {
        do {
            guard let operation = try await store.groupOperation(outboxRow: row) else { return .ended(nil, nil) }
            let job = Job(operation: operation, row: row, owner: owner, time: time)
            return .ended(operation.kind, try await perform(job))
        } catch is Gone {
            return .ended(nil, nil)
        } catch let error as ClientError {
            return .failed(error)
        } catch let error as StoreError {
            return .failed(.store(error))
        } catch {
            return .failed(.link(.transport(.cancelled), server: calls.server))
        }
    }

    /// The operation has left the outbox while it was worked on.
    private struct Gone: Error {}

    private func perform(_ job: Job) async throws -> ConversationID {
        let operation = job.operation
        do {
            switch operation.kind {
            case .create: return try await create(job)
            case .add: try await add(job)
            case .remove, .leave: try await remove(job)
            }
            try await store.completeGroupOperation(outboxRow: job.row, as: job.owner)
        } catch let error as GroupError {
            try await store.refuseGroupOperation(
                outboxRow: job.row, code: error.code, reason: error.message, as: job.owner)
            if error == .notInGroup { try await store.markLeft([operation.conversation]) }
        }
        return operation.conversation
    }

    private func count(_ job: Job) async throws {
        let isThere = try await store.countGroupAttempt(outboxRow: job.row, at: job.time, as: job.owner)
        guard isThere else { throw Gone() }
    }

    // MARK: Making

    private func create(_ job: Job) async throws -> ConversationID {
        let operation = job.operation
        if operation.attempts > 0, let id = try await made(operation) {
            switch try await store.completeGroupCreation(outboxRow: job.row, named: id, as: job.owner) {
            case .made, .gone: return id
            case .taken: break
            }
        }
        try await checkAccounts(operation.users)
        try await count(job)
        let id: ConversationID
        do throws(ClientError) {
            id = try await calls.createGroup(name: operation.title, members: operation.users)
        } catch {
            guard let answer = error.refusal else { throw error }
            throw answer.status == 404 ? GroupError.notOffered(.make) : .refused(words: answer.words)
        }
        let outcome = try await store.completeGroupCreation(outboxRow: job.row, named: id, as: job.owner)
        guard outcome == .taken else { return id }
        // Another creation of the same group has taken ours for its own, so this one is made once more.
        var again = job
        again.operation.attempts = 0
        return try await create(again)
    }

    /// The group that an earlier attempt has made, if it has.
    private func made(_ operation: GroupOperation) async throws -> ConversationID? {
        let others = try await store.groupsNotMade(by: operation.id)
        let wanted = Set(operation.users + [user])
        let candidates = try await calls.groups().filter { group in
            group.name == operation.title && !others.contains(group.id)
                && group.members.contains { $0.user == user && $0.role == .admin }
                && wanted.isSubset(of: group.members.map(\.user))
        }
        return (candidates.first { $0.members.count == wanted.count } ?? candidates.first)?.id
    }

    // MARK: Changing

    private func add(_ job: Job) async throws {
        let operation = job.operation
        var missing = operation.users
        if operation.attempts > 0 { missing = try await absent(operation.users, operation) }
        try await checkAccounts(missing)
        try await count(job)
        while !missing.isEmpty {
            let batch = Array(missing.prefix(capabilities.maxAddedMembers ?? .max))
            let edit = try await refusing(operation) { () async throws(ClientError) in
                try await calls.addMembers(batch, to: operation.conversation)
            }
            if edit == .mayHaveWorked, try await !absent(batch, operation).isEmpty { throw unknownOutcome }
            missing.removeFirst(batch.count)
        }
    }

    private func remove(_ job: Job) async throws {
        let operation = job.operation
        guard let subject = operation.users.first else { return }
        if operation.attempts > 0, try await isOut(subject, operation) { return }
        try await count(job)
        let edit: GroupEdit
        do {
            edit = try await refusing(operation) { () async throws(ClientError) in
                try await calls.removeMember(subject, from: operation.conversation)
            }
        } catch GroupError.notInGroup where operation.kind == .leave {
            return
        }
        if edit == .mayHaveWorked, try await !isOut(subject, operation) { throw unknownOutcome }
    }

    private func isOut(_ subject: UserID, _ operation: GroupOperation) async throws -> Bool {
        guard let group = try await listed(operation) else {
            if operation.kind == .leave { return true }
            throw GroupError.notInGroup
        }
        return !group.members.contains { $0.user == subject }
    }

    /// Who of them is not in the group.
    private func absent(_ users: [UserID], _ operation: GroupOperation) async throws -> [UserID] {
        guard let group = try await listed(operation) else { throw GroupError.notInGroup }
        let present = Set(group.members.map(\.user))
        return users.filter { !present.contains($0) }
    }

    private func listed(_ operation: GroupOperation) async throws(ClientError) -> Group? {
        try await calls.groups().first { $0.id == operation.conversation }
    }

    private var unknownOutcome: ClientError {
        .answer(.unavailable(status: 500, retryAfterSeconds: nil), server: calls.server)
    }

    // MARK: Refusals

    /// Finds out what a refusal means: the servers give one answer to several mistakes, and some give none.
    private func refusing(
        _ operation: GroupOperation, _ call: () async throws(ClientError) -> GroupEdit
    ) async throws -> GroupEdit {
        do throws(ClientError) {
            return try await call()
        } catch {
            guard let answer = error.refusal else { throw error }
            if let refusal = try await refusal(of: operation) { throw refusal }
            // What was asked for is right, so somebody else has answered: a front that knows no such path.
            if [400, 404, 405].contains(answer.status) { throw GroupError.notOffered(operation.kind.call) }
            throw GroupError.refused(words: answer.words)
        }
    }

    /// What the list of our groups says against the operation.
    private func refusal(of operation: GroupOperation) async throws -> GroupError? {
        guard let group = try await listed(operation) else { return .notInGroup }
        let isAdmin = group.members.contains { $0.user == user && $0.role == .admin }
        switch operation.kind {
        case .add where capabilities.adminOnlyAdds && !isAdmin: return .notAdmin(.add)
        case .remove where !isAdmin: return .notAdmin(.remove)
        default: return nil
        }
    }

    /// No server refuses people whom it does not know: they would be in the group and never hear of it.
    private func checkAccounts(_ users: [UserID]) async throws {
        let unsure = try await store.withoutKnownAccount(users)
        guard !unsure.isEmpty else { return }
        let registered = try await calls.registered(among: unsure)
        try await store.applyContactSync(asked: unsure, registered: registered)
        let unknown = unsure.filter { !registered.contains($0) }
        guard unknown.isEmpty else { throw GroupError.noAccount(unknown) }
    }
}

extension ClientError {
    /// The status and the server's words of an answer that asking again would not change.
    fileprivate var refusal: (status: Int, words: String)? {
        switch self {
        case .answer(.notFound, _): (404, "")
        case .answer(.refused(let status, let words), _): (status, words)
        default: nil
        }
    }
}

extension GroupOperation.Kind {
    fileprivate var call: GroupError.Call {
        switch self {
        case .create: .make
        case .add: .add
        case .remove: .remove
        case .leave: .leave
        }
    }
}
