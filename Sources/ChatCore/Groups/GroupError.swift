package import ChatModel

/// Why a group cannot be made or changed, as facts: found here before anything is queued, or told by the server.
package enum GroupError: Error, Hashable, Sendable {
    case emptyName
    /// Characters.
    case nameTooLong(count: Int, limit: Int)
    /// A group of nobody but us.
    case nobodyElse
    /// The people besides us.
    case tooMany(count: Int, limit: Int)
    case notAGroup
    case alreadyMembers([UserID])
    case notMember(UserID)
    case notAdmin(Right)
    /// The server knows no accounts of these.
    case noAccount([UserID])
    /// We are not in the group any more, or there is no such group: servers give one answer to both.
    case notInGroup
    /// The group was refused when it was to be made.
    case neverMade
    /// The server has no such call, or none that can be reached.
    case notOffered(Call)
    /// In the server's words; empty when it gave none.
    case refused(words: String)
    /// No server design has a call for it.
    case cannotRename

    /// What only an admin may do.
    package enum Right: Hashable, Sendable {
        case add, remove
    }

    /// What a server may be without.
    package enum Call: Hashable, Sendable {
        case make, add, remove, leave
    }

    /// Characters that the name of a group may have. The servers have no limit; the size of a screen line is one.
    package static let nameLimit = 100
}

extension GroupError {
    /// The stable word for programs.
    package var code: String {
        switch self {
        case .emptyName: "empty"
        case .nameTooLong: "tooLong"
        case .nobodyElse: "nobodyElse"
        case .tooMany: "tooMany"
        case .notAGroup: "notAGroup"
        case .alreadyMembers: "alreadyMember"
        case .notMember: "notMember"
        case .notAdmin: "notAdmin"
        case .noAccount: "noUser"
        case .notInGroup: "notInGroup"
        case .neverMade: "neverMade"
        case .notOffered: "notOffered"
        case .refused: "refused"
        case .cannotRename: "notOffered"
        }
    }

    /// The user's sentence: what happened, then what to do.
    package var message: String {
        switch self {
        case .emptyName:
            "The group has no name; give it one."
        case .nameTooLong(let count, let limit):
            "The name has \(count) characters and the limit is \(limit); choose a shorter one."
        case .nobodyElse:
            "A group needs somebody besides you; name at least one person."
        case .tooMany(let count, let limit):
            "\(count) people are too many for a new group on this server, which takes \(limit); add the others later."
        case .notAGroup:
            "That is a chat with one person; make a group for more."
        case .alreadyMembers(let users):
            "\(Self.list(users)) \(users.count == 1 ? "is" : "are") in the group already; name only those who are not."
        case .notMember(let user):
            "\(Self.list([user])) is not in the group; list its members to see who is."
        case .notAdmin(.add):
            "Only an admin may add people to this group; ask one of them."
        case .notAdmin(.remove):
            "Only an admin may remove people from this group; ask one of them."
        case .noAccount(let users):
            "The server knows no account of \(Self.list(users)); check the number, or leave it out."
        case .notInGroup:
            "You are not in this group any more, or it does not exist; ask a member to add you."
        case .neverMade:
            "This group was never made because the server refused it; make a new one."
        case .notOffered(let call):
            "The server offers no way to \(call.words); nothing was changed, ask whoever runs it."
        case .refused(let words):
            "The server refused it \(words.isEmpty ? "without a reason" : "(\(words.harmless()))"); nothing was changed."
        case .cannotRename:
            "No Vartalap server can rename a group; make a new one under the other name."
        }
    }

    private static func list(_ users: [UserID]) -> String {
        let shown = users.prefix(3).map { $0.rawValue.harmless() }.joined(separator: ", ")
        return users.count > 3 ? "\(shown) and \(users.count - 3) more" : shown
    }
}

extension GroupError.Call {
    fileprivate var words: String {
        switch self {
        case .make: "make groups"
        case .add: "add people to a group"
        case .remove: "remove people from a group"
        case .leave: "leave a group"
        }
    }
}
