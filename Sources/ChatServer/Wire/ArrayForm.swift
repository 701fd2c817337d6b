import ChatModel
import ChatWire

/// The frames of v2.0 to v2.7 as their servers read and write them: whatever came in, flat or versioned, goes out as
/// versioned objects with the flat keys beside, in an array of one or, at a replay, of all (docs/protocol.md).
struct ArrayForm: ServerWireForm {
    enum Notices: Hashable, Sendable {
        /// v2.0: flat, without an id.
        case flat
        /// v2.2 and later: versioned.
        case headed
    }

    let notices: Notices
    /// v2.5 and later tell messages and system messages apart.
    let hasCategory: Bool
    let quirks: Quirks
    let now: @Sendable () -> Timestamp

    // MARK: Reading

    func read(_ frame: Frame, from user: UserID) throws(FrameRefusal) -> ChatMessage {
        let text =
            switch frame {
            case .text(let text): text
            case .binary(let bytes): String(decoding: bytes, as: UTF8.self)
            }
        guard let value = try? JSONValue.parse(text), value != .null else { throw .poison("no JSON") }
        guard let members = value.members else { throw .invalid("no object") }
        guard version(of: value) >= 2 else { return readFlat(members, value, from: user) }
        guard let head = value["head"]?.members else { throw .poison("no head") }
        guard let body = value["body"]?.members else { throw .poison("no body") }
        return readHeaded(value, head: head, body: body, from: user)
    }

    private func version(of value: JSONValue) -> Double {
        switch value["_v"] {
        case .integer(let integer): Double(integer)
        case .decimal(let digits): Double(digits) ?? 1
        default: 1
        }
    }

    private func readHeaded(
        _ value: JSONValue, head sent: [JSONValue.Member], body: [JSONValue.Member], from user: UserID
    ) -> ChatMessage {
        let head = complete(sent.setting("from", .string(user.rawValue)))
        let object = Self.object(
            version: value["_v"] ?? 2, id: value["id"], head: head, body: body + [.init("ts", seconds)])
        let asksForEphemeral = hasCategory && value["meta"]?["ephemeral"]?.bool == true
        return message(
            id: value["id"]?.string, head: .object(head), body: value["body"] ?? .null, object: object,
            asksForEphemeral: asksForEphemeral, from: user)
    }

    private func readFlat(_ members: [JSONValue.Member], _ value: JSONValue, from user: UserID) -> ChatMessage {
        let type = value["chatType"]?.string ?? "individual"
        let action = value["action"]?.string ?? "message"
        let head = complete([
            .init("type", .string(type)), .init("to", value["to"] ?? .null), .init("from", .string(user.rawValue)),
            .init("chatid", value["chatId"] ?? .null), .init("contentType", value["type"] ?? .null),
            .init("action", .string(action)),
        ])
        let body = [JSONValue.Member("text", value["text"] ?? .null), .init("ts", seconds)]
        let rest = members.setting("from", .string(user.rawValue)).filter { $0.name != "_v" }
        let object = [JSONValue.Member("_v", 1)] + rest.setting("id", value["msgId"] ?? .null)
        return message(
            id: value["msgId"]?.string, head: .object(head), body: .null,
            object: object.setting("head", .object(head)).setting("body", .object(body)), asksForEphemeral: false,
            from: user)
    }

    private func message(
        id: String?, head: JSONValue, body: JSONValue, object: [JSONValue.Member], asksForEphemeral: Bool,
        from user: UserID
    ) -> ChatMessage {
        let action = head["action"]?.string ?? ""
        let isUnstoredTyping = action == "typing" && !quirks.contains(.storesTyping)
        var message = ChatMessage(
            id: id, kind: nil, channel: head["type"]?.string == "group" ? .group : .individual,
            isEphemeral: asksForEphemeral || isUnstoredTyping, source: user, destination: head["to"]?.string ?? "",
            content: Array(JSONValue.object(object).text.utf8),
            meta: [
                .init(name: "action", value: action),
                .init(name: "category", value: head["category"]?.string ?? "message"),
            ])
        if action == "ack" || action == "state" {
            message.acknowledges = (body["ids"]?.array ?? []).compactMap(\.string)
        }
        return message
    }

    /// The head with its category, where the design has one.
    private func complete(_ head: [JSONValue.Member]) -> [JSONValue.Member] {
        guard hasCategory, !head.contains(where: { $0.name == "category" }) else { return head }
        let action = head.last { $0.name == "action" }?.value.string
        let isSystem = action == "state" || action == "ack"
        return head + [.init("category", isSystem ? "system" : "message")]
    }

    /// Whole seconds since 1970.
    private var seconds: JSONValue {
        .integer(now().milliseconds / 1000)
    }

    // MARK: Writing

    /// A versioned object with the flat keys beside.
    private static func object(
        version: JSONValue, id: JSONValue?, head: [JSONValue.Member], body: [JSONValue.Member]
    ) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = [.init("_v", version), .init("head", .object(head))]
        func add(_ name: String, _ value: JSONValue?) {
            if let value { members.append(.init(name, value)) }
        }
        let headValue = JSONValue.object(head)
        add("id", id)
        add("body", .object(body))
        add("from", headValue["from"])
        add("to", headValue["to"])
        add("msgId", id)
        add("type", headValue["contentType"])
        add("chatId", headValue["chatId"])
        add("text", JSONValue.object(body)["text"])
        add("module", headValue["type"])
        add("action", headValue["action"])
        add("chatType", headValue["type"])
        return members
    }

    func write(_ message: ChatMessage, flags: SocketFlags) throws(FrameRefusal) -> Frame {
        array(of: [message])
    }

    func replay(_ messages: [ChatMessage]) -> Frame? {
        array(of: messages)
    }

    private func array(of messages: [ChatMessage]) -> Frame {
        let objects = messages.map { String(decoding: $0.content ?? [], as: UTF8.self) }
        return .text("[" + objects.joined(separator: ",") + "]")
    }

    // MARK: Notices

    func notice(_ notice: GroupNotice) -> ChatMessage {
        let id = notices == .flat ? nil : Identifiers.short()
        let object = notices == .flat ? flatNotice(notice) : headedNotice(notice, id: id ?? "")
        return ChatMessage(
            id: id, kind: nil, channel: .group, source: notice.actor, destination: notice.group,
            content: Array(JSONValue.object(object).text.utf8))
    }

    private func headedNotice(_ notice: GroupNotice, id: String) -> [JSONValue.Member] {
        let head = complete([
            .init("type", "group"), .init("to", .string(notice.group)), .init("from", .string(notice.actor.rawValue)),
            .init("chatId", .string(notice.group)), .init("contentType", "notification"),
            .init("action", .string(notice.action)),
        ])
        return Self.object(
            version: 2, id: .string(id), head: head, body: (notice.body.members ?? []) + [.init("ts", seconds)])
    }

    private func flatNotice(_ notice: GroupNotice) -> [JSONValue.Member] {
        let (actor, group): (JSONValue, JSONValue) = (.string(notice.actor.rawValue), .string(notice.group))
        let action = JSONValue.string(notice.action)
        return [
            .init("_v", 1), .init("module", "group"), .init("action", action), .init("from", actor),
            .init("text", ""), .init("to", group), .init("type", "notification"),
            .init(
                "head",
                [
                    "type": "group", "to": group, "from": actor, "contentType": "notification", "action": action,
                ]),
            .init("body", ["text": "", "ts": seconds]),
        ]
    }
}
