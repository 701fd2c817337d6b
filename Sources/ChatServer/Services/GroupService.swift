import ChatModel
import GRDB

/// Groups and their members. A user may be in a group twice, once with each role, as on the real servers: adding an
/// admin again does that.
struct GroupService: Sendable {
    let database: ServerDatabase
    let broker: MessageBroker
    let rules: DesignBehaviour.Groups
    let form: any ServerWireForm
    let quirks: Quirks
    let now: @Sendable () -> Timestamp

    struct Member: Hashable, Sendable {
        var user: UserID
        var role: Role
        /// When they joined, in milliseconds.
        var since: Int64 = 0
    }

    enum Role: String, Hashable, Sendable {
        case user, admin
    }

    struct StoredGroup: Hashable, Sendable {
        var id: String
        /// The id that the store gave the document; shows in the single fetch only.
        var document: String
        var name: String?
        var picture: String?
        var members: [Member]
    }

    // MARK: Reading

    /// In the order of joining; empty when there is no such group.
    func members(of group: String) async throws -> [Member] {
        try await database.queue.read { try Self.members(of: group, in: $0) }
    }

    /// The group, if `user` is in it.
    func group(_ id: String, for user: UserID) async throws -> StoredGroup? {
        try await database.queue.read { try Self.group(id, for: user, in: $0) }
    }

    /// The groups that `user` is in, oldest first.
    func groups(of user: UserID) async throws -> [StoredGroup] {
        try await database.queue.read { database in
            let ids = try String.fetchAll(
                database,
                sql: """
                    SELECT id FROM chat_group
                    WHERE id IN (SELECT group_id FROM group_member WHERE username = ?) ORDER BY rowid
                    """, arguments: [user.rawValue])
            return try ids.compactMap { try Self.group($0, for: user, in: database) }
        }
    }

    // MARK: Changing

    /// Makes a group; the creator, appended when not named, is its admin.
    func create(name: String?, picture: String?, members named: [UserID], by creator: UserID) async throws -> String {
        let id = Identifiers.uuid()
        var users = named
        if !users.contains(creator) { users.append(creator) }
        let since = now().milliseconds
        let members = users.map { Member(user: $0, role: $0 == creator ? .admin : .user, since: since) }
        try await database.queue.write { database in
            try database.execute(
                sql: "INSERT INTO chat_group (id, document, name, picture) VALUES (?, ?, ?, ?)",
                arguments: [id, Identifiers.object(), name, picture])
            try Self.insert(members, into: id, in: database)
        }
        await notify(.added(members), group: id, by: creator, receivers: users)
        return id
    }

    /// How a change of the members went.
    enum Outcome: Hashable, Sendable {
        case done
        /// The actor is in the group but may not.
        case notAdmin
        /// The actor is not in the group.
        case stranger
        case unknown
        /// The change is made, and then the service fails.
        case failed
    }

    /// Adds members on the word of any member or, where the design says so, of an admin.
    func add(_ users: [UserID], to id: String, by actor: UserID) async throws -> Outcome {
        let since = now().milliseconds
        let added = users.map { Member(user: $0, role: .user, since: since) }
        let (outcome, before) = try await database.queue.write { database -> (Outcome, [Member]) in
            let members = try Self.members(of: id, in: database)
            let outcome = check(actor, among: members, needsAdmin: rules.onlyAdminsAdd)
            guard outcome == .done else { return (outcome, []) }
            try Self.insert(added, into: id, in: database)
            return (.done, members)
        }
        guard outcome == .done, !users.isEmpty else { return outcome }
        guard !quirks.contains(.failsAfterChange) else { return .failed }
        let receivers = quirks.contains(.tellsOnlyTheAdded) ? users : before.map(\.user) + users
        await notify(.added(added), group: id, by: actor, receivers: receivers)
        return .done
    }

    /// Removes a member, or lets oneself leave. When the only admin leaves, the first other member becomes admin.
    func remove(_ user: UserID, from id: String, by actor: UserID) async throws -> Outcome {
        let (outcome, receivers) = try await database.queue.write { database -> (Outcome, [UserID]) in
            let members = try Self.members(of: id, in: database)
            let outcome = check(actor, among: members, needsAdmin: user != actor)
            guard outcome == .done else { return (outcome, []) }
            try database.execute(
                sql: "DELETE FROM group_member WHERE group_id = ? AND username = ?", arguments: [id, user.rawValue])
            guard Set(members.filter { $0.role == .admin }.map(\.user)) == [user] else {
                return (.done, members.map(\.user))
            }
            guard quirks.isDisjoint(with: [.failsToPromote, .failsAfterChange]) else { return (.failed, []) }
            try Self.promoteFirst(of: id, in: database)
            return (.done, members.map(\.user))
        }
        guard outcome == .done else { return outcome }
        guard !quirks.contains(.failsAfterChange) else { return .failed }
        if !quirks.contains(.hidesRemovals) {
            await notify(.removed([user]), group: id, by: actor, receivers: receivers)
        }
        return .done
    }

    private func check(_ actor: UserID, among members: [Member], needsAdmin: Bool) -> Outcome {
        guard !members.isEmpty else { return .unknown }
        let roles = members.filter { $0.user == actor }.map(\.role)
        guard !roles.isEmpty else { return .stranger }
        return needsAdmin && !roles.contains(.admin) ? .notAdmin : .done
    }

    private func notify(_ change: GroupNotice.Change, group: String, by actor: UserID, receivers: [UserID]) async {
        let notice = GroupNotice(group: group, actor: actor, change: change, showsSince: rules.areChannels)
        var seen: Set<UserID> = rules.tellsActor ? [] : [actor]
        await broker.publish(
            .sendMessage(form.notice(notice), receivers: receivers.filter { seen.insert($0).inserted }))
    }

    // MARK: Rows

    private static func group(_ id: String, for user: UserID, in database: Database) throws -> StoredGroup? {
        let members = try members(of: id, in: database)
        guard members.contains(where: { $0.user == user }) else { return nil }
        let row = try Row.fetchOne(
            database, sql: "SELECT document, name, picture FROM chat_group WHERE id = ?", arguments: [id])
        guard let row else { return nil }
        return StoredGroup(
            id: id, document: row["document"], name: row["name"], picture: row["picture"], members: members)
    }

    private static func members(of group: String, in database: Database) throws -> [Member] {
        let statement = try database.cachedStatement(
            sql: "SELECT username, role, since FROM group_member WHERE group_id = ? ORDER BY row")
        return try Row.fetchAll(statement, arguments: [group]).map { row in
            Member(
                user: UserID(row["username"] as String), role: Role(rawValue: row["role"]) ?? .user,
                since: row["since"])
        }
    }

    private static func insert(_ members: [Member], into group: String, in database: Database) throws {
        for member in members {
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO group_member (group_id, username, role, since) VALUES (?, ?, ?, ?)
                    """, arguments: [group, member.user.rawValue, member.role.rawValue, member.since])
        }
    }

    private static func promoteFirst(of group: String, in database: Database) throws {
        try database.execute(
            sql: """
                UPDATE group_member SET role = 'admin'
                WHERE row = (SELECT MIN(row) FROM group_member WHERE group_id = ?)
                """, arguments: [group])
    }
}
