package import ChatModel
package import ChatStore
package import ChatWire

/// Accepts what the user wants of groups: checks it against what is known here and queues it, from where whoever owns the
/// connection has the server do it. Needs no connection itself, so every process of the account may use it.
///
/// What is queued is shown at once. It stands in one order with the messages of its conversation: who is added gets what
/// is written afterwards, and what is written to a new group goes to the real one.
package struct GroupOperations: Sendable {
    private let store: MessageStore
    private let design: ServerDesign
    private let user: UserID

    package init(store: MessageStore, design: ServerDesign, user: UserID) {
        self.store = store
        self.design = design
        self.user = user
    }

    /// Makes a group of us, its admin, and these.
    ///
    /// - Returns: the operation; its conversation is there, under a provisional id that keeps leading to it.
    package func create(
        title: String, members: [UserID], now: Timestamp
    ) async throws(ClientError) -> GroupOperation {
        let title = String(title.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        guard !title.isEmpty else { throw .group(.emptyName) }
        guard title.count <= GroupError.nameLimit, title.utf8.count <= 8 * GroupError.nameLimit else {
            throw .group(.nameTooLong(count: title.count, limit: GroupError.nameLimit))
        }
        let others = Self.unique(members).filter { $0 != user }
        guard !others.isEmpty else { throw .group(.nobodyElse) }
        if let limit = design.capabilities.maxGroupMembers, others.count > limit {
            throw .group(.tooMany(count: others.count, limit: limit))
        }
        let id = newID(now)
        return try await enqueue([
            NewGroupOperation(
                id: id, conversation: .provisional(id), kind: .create, users: others, title: title, now: now)
        ])[0]
    }

    package func add(
        _ users: [UserID], to group: ConversationID, now: Timestamp
    ) async throws(ClientError) -> GroupOperation {
        let group = try await place(group)
        let users = Self.unique(users)
        guard !users.isEmpty else { throw .group(.nobodyElse) }
        if design.capabilities.adminOnlyAdds, !group.isAdmin(user) { throw .group(.notAdmin(.add)) }
        let present = users.filter { group.roles[$0] != nil }
        guard present.isEmpty else { throw .group(.alreadyMembers(present)) }
        return try await enqueue([
            NewGroupOperation(id: newID(now), conversation: group.id, kind: .add, users: users, now: now)
        ])[0]
    }

    /// Removes people, one operation each, as the servers have it; ourselves only by `leave`.
    package func remove(
        _ users: [UserID], from group: ConversationID, now: Timestamp
    ) async throws(ClientError) -> [GroupOperation] {
        let group = try await place(group)
        let users = Self.unique(users)
        guard !users.isEmpty else { throw .group(.nobodyElse) }
        if users == [user] { return [try await leave(group.id, now: now)] }
        guard group.isAdmin(user) else { throw .group(.notAdmin(.remove)) }
        if let stranger = users.first(where: { group.roles[$0] == nil }) { throw .group(.notMember(stranger)) }
        let operations = users.map {
            NewGroupOperation(
                id: newID(now), conversation: group.id, kind: $0 == user ? .leave : .remove, users: [$0], now: now)
        }
        // Who has left may remove nobody any more.
        return try await enqueue(operations.filter { $0.kind == .remove } + operations.filter { $0.kind == .leave })
    }

    /// Leaves a group: what was written before still goes out, then nothing can be written to it. Its history stays.
    package func leave(_ group: ConversationID, now: Timestamp) async throws(ClientError) -> GroupOperation {
        let group = try await place(group)
        return try await enqueue([
            NewGroupOperation(id: newID(now), conversation: group.id, kind: .leave, users: [user], now: now)
        ])[0]
    }

    /// - Throws: always: no server design has a call for it.
    package func rename(_ group: ConversationID, to title: String) async throws(ClientError) {
        _ = try await place(group)
        throw .group(.cannotRename)
    }

    /// Whether nobody of the group would be an admin any more if we left: on some designs nobody follows the last one.
    package func leavesNoAdmin(_ group: ConversationID) async throws(ClientError) -> Bool {
        let group = try await place(group)
        let others = group.roles.filter { $0.key != user }
        return !design.capabilities.promotesNextAdmin && group.isAdmin(user) && !others.isEmpty
            && !others.values.contains(.admin)
    }

    // MARK: Parts

    /// A group that we are in, as it is shown.
    private struct Place {
        var id: ConversationID
        var roles: [UserID: Member.Role]

        /// Where the members are not known, the server decides.
        func isAdmin(_ user: UserID) -> Bool { roles.isEmpty || roles[user] == .admin }
    }

    private func place(_ id: ConversationID) async throws(ClientError) -> Place {
        try await storing { () async throws(StoreError) -> Result<Place, ClientError> in
            guard let current = try await store.currentID(of: id), let found = try await store.conversation(current)
            else { return .failure(.unknownConversation(id)) }
            guard found.isGroup else { return .failure(.group(.notAGroup)) }
            guard !found.hasLeft else {
                return .failure(.group(found.id.isProvisional ? .neverMade : .notInGroup))
            }
            let members = try await store.members(of: current)
            return .success(
                Place(id: current, roles: Dictionary(members.map { ($0.user, $0.role) }) { first, _ in first }))
        }.get()
    }

    private func enqueue(_ operations: [NewGroupOperation]) async throws(ClientError) -> [GroupOperation] {
        try await storing { () async throws(StoreError) in try await store.enqueue(operations) }
    }

    private func newID(_ now: Timestamp) -> MessageID {
        var generator = SystemRandomNumberGenerator()
        return MessageID.make(now: now, using: &generator)
    }

    private static func unique(_ users: [UserID]) -> [UserID] {
        var seen: Set<UserID> = []
        return users.filter { seen.insert($0).inserted }
    }
}
