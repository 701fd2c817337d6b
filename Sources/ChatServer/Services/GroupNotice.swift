import ChatModel
import ChatWire

/// What the group service tells the members about a change; the form decides how.
struct GroupNotice: Sendable {
    enum Change: Hashable, Sendable {
        case added([GroupService.Member])
        case removed([UserID])
    }

    let group: String
    let actor: UserID
    let change: Change
    /// Whether added members come with the time of their joining.
    var showsSince = false

    /// `add` or `remove`.
    var action: String {
        switch change {
        case .added: "add"
        case .removed: "remove"
        }
    }

    /// Who was added or removed, where the design tells.
    var body: JSONValue {
        switch change {
        case .added(let members): ["added": .array(members.map { $0.json(withSince: showsSince) })]
        case .removed(let users): ["removed": .array(users.map { .string($0.rawValue) })]
        }
    }
}

extension GroupService.Member {
    /// - Parameter withSince: channels tell when somebody joined.
    func json(withSince: Bool) -> JSONValue {
        let member: [JSONValue.Member] = [
            .init("username", .string(user.rawValue)), .init("role", .string(role.rawValue)),
        ]
        return .object(withSince ? member + [.init("since", .integer(since))] : member)
    }
}
