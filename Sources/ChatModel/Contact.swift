/// A person the user may talk to.
package struct Contact: Hashable, Sendable, Identifiable {
    /// Where the entry comes from, as the phone app distinguishes it.
    package enum Status: String, CaseIterable, Hashable, Sendable {
        /// In the user's contacts.
        case active
        /// Was in the user's contacts, is not any more.
        case deleted
        /// Never was: somebody who wrote to us, or a fellow group member.
        case unknown
    }

    package var user: UserID
    /// The name the user gave; nil for strangers, who are shown by their number.
    package var name: String?
    package var status: Status
    /// Whether the server said that this number has an account.
    package var hasAccount: Bool

    package var id: UserID { user }
    package var displayName: String { name ?? user.rawValue }

    package init(user: UserID, name: String?, status: Status = .active, hasAccount: Bool = false) {
        self.user = user
        self.name = name
        self.status = status
        self.hasAccount = hasAccount
    }
}
