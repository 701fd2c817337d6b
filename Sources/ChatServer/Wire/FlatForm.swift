import ChatModel
import ChatWire

/// v1's frames as its server reads and writes them: the client's flat object, with the sender set right. What was
/// stored comes as one list of texts, each an object (docs/protocol.md).
struct FlatForm: ServerWireForm {
    func read(_ frame: Frame, from user: UserID) throws(FrameRefusal) -> ChatMessage {
        guard case .text(let text) = frame else { throw .unsupported("binary frame") }
        guard let object = try? JSONValue.parse(text), let members = object.members else { throw .notJSON }
        let isGroup = object["type"]?.string == "group"
        return ChatMessage(
            id: object["msgId"]?.string, kind: nil, channel: isGroup ? .group : .individual, source: user,
            destination: object["to"]?.string ?? "",
            content: Array(JSONValue.object(members.setting("from", .string(user.rawValue))).text.utf8))
    }

    func write(_ message: ChatMessage, flags: SocketFlags) throws(FrameRefusal) -> Frame {
        .text(String(decoding: message.content ?? [], as: UTF8.self))
    }

    func replay(_ messages: [ChatMessage]) -> Frame? {
        .text(JSONValue.array(messages.map { .string(String(decoding: $0.content ?? [], as: UTF8.self)) }).text)
    }

    /// Notices have neither an id nor a type.
    func notice(_ notice: GroupNotice) -> ChatMessage {
        let object: JSONValue = [
            "module": "group", "action": .string(notice.action), "from": .string(notice.actor.rawValue),
            "to": .string(notice.group), "category": "notification",
        ]
        return ChatMessage(
            id: nil, kind: nil, channel: .group, source: notice.actor, destination: notice.group,
            content: Array(object.text.utf8))
    }
}

extension [JSONValue.Member] {
    /// The same with this value under the name, in the old one's place or at the end.
    func setting(_ name: String, _ value: JSONValue) -> [JSONValue.Member] {
        guard let index = lastIndex(where: { $0.name == name }) else { return self + [.init(name, value)] }
        var changed = self
        changed[index] = .init(name, value)
        return changed
    }
}
