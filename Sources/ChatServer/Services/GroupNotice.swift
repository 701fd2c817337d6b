import ChatModel
import ChatWire

/// What the group service tells the members about a change, the one who made it included.
struct GroupNotice: Sendable {
    enum Change: Hashable, Sendable {
        case added([GroupService.Member])
        case removed([UserID])
    }

    let group: String
    let actor: UserID
    let change: Change

    /// The notice as a message. The real servers label it `individual`; what tells it apart is that it is for the
    /// group's id.
    func message(channel: ChatMessage.Channel) -> ChatMessage {
        let (action, body) = content
        return ChatMessage(
            id: Identifiers.short(), kind: .notification, channel: channel, source: actor, destination: group,
            content: body.text,
            meta: [
                .init(name: "contentType", value: "notification"), .init(name: "chatId", value: group),
                .init(name: "chatid", value: group), .init(name: "action", value: action),
            ])
    }

    private var content: (action: String, body: JSONValue) {
        switch change {
        case .added(let members): ("add", ["added": .array(members.map(\.json))])
        case .removed(let users): ("remove", ["removed": .array(users.map { .string($0.rawValue) })])
        }
    }
}

extension GroupService.Member {
    var json: JSONValue {
        ["username": .string(user.rawValue), "role": .string(role.rawValue)]
    }
}
