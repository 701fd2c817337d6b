package import ChatModel

/// A group with everybody in it, as the store has it: what waits for the server is in it already, and marked.
package struct MembersPage: Hashable, Sendable {
    /// What the server has not been told yet.
    package enum Pending: Hashable, Sendable {
        case addition
        case removal
    }

    package struct Entry: Hashable, Sendable, Identifiable {
        package var user: UserID
        /// nil for strangers.
        package var name: String?
        package var role: Member.Role
        package var pending: Pending?

        package var id: UserID { user }

        package init(user: UserID, name: String?, role: Member.Role = .user, pending: Pending? = nil) {
            self.user = user
            self.name = name
            self.role = role
            self.pending = pending
        }
    }

    package var conversation: Conversation
    package var entries: [Entry]
    /// Whether the server lets only admins add people; removing others is theirs on every design.
    package var onlyAdminsAdd: Bool
    /// Whether the server makes somebody else an admin when the only one leaves.
    package var promotesNextAdmin: Bool

    package init(
        conversation: Conversation, entries: [Entry], onlyAdminsAdd: Bool = false, promotesNextAdmin: Bool = true
    ) {
        self.conversation = conversation
        self.entries = entries
        self.onlyAdminsAdd = onlyAdminsAdd
        self.promotesNextAdmin = promotesNextAdmin
    }
}

extension MembersPage {
    /// Everybody who is in the group, without those whose removal waits for the server.
    var present: [Entry] { entries.filter { $0.pending != .removal } }

    func entry(of user: UserID) -> Entry? {
        entries.first { $0.user == user }
    }

    /// Why `user` may not add anybody; nil when nothing is against it.
    func refusalToAdd(_ user: UserID) -> String? {
        if let reason = refusalToChange(user) { return reason }
        guard onlyAdminsAdd, entry(of: user)?.role != .admin else { return nil }
        return "On this server only an admin may add people. \(adminsSentence)"
    }

    /// Why `user` may not remove anybody else; nil when nothing is against it.
    func refusalToRemove(_ user: UserID) -> String? {
        if let reason = refusalToChange(user) { return reason }
        guard entry(of: user)?.role != .admin else { return nil }
        return "Only an admin may remove people. \(adminsSentence)"
    }

    /// Whether the group would be without an admin for ever if `user` left.
    func losesItsAdmin(without user: UserID) -> Bool {
        guard !promotesNextAdmin, entry(of: user)?.role == .admin else { return false }
        let others = present.filter { $0.user != user }
        return !others.isEmpty && !others.contains { $0.role == .admin }
    }

    private func refusalToChange(_ user: UserID) -> String? {
        guard conversation.hasLeft || !present.contains(where: { $0.user == user }) else { return nil }
        return "You are not in \(conversation.title) any more."
    }

    /// Whom to ask.
    private var adminsSentence: String {
        let admins = present.filter { $0.role == .admin }.map { $0.name ?? NumberText.spaced($0.user.rawValue) }
        switch admins.count {
        case 0: return "It has none at present."
        case 1: return "Ask \(admins[0])."
        default: return "Ask \(admins.prefix(3).joined(separator: " or "))."
        }
    }
}
