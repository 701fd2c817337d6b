import ChatModel
import ChatWire

/// The frames of v2.8 and v3 as their servers read and write them: one object with `head` and `body`, or the same as
/// protobuf (docs/protocol.md).
struct HeadedJSONForm: ServerWireForm {
    /// v2.8 wants a content type and does without a sender; v3 the other way round, and it knows recipients.
    let isStrict: Bool
    let quirks: Quirks
    let now: @Sendable () -> Timestamp

    private var protobuf: ProtobufForm { ProtobufForm(hasRecipients: !isStrict) }

    func flags(query: [String: String]) -> SocketFlags {
        SocketFlags(wantsAcknowledgements: query["ack"] == "true", isBinary: query["format"] == "binary")
    }

    func read(_ frame: Frame, from user: UserID) throws(FrameRefusal) -> ChatMessage {
        var message =
            switch frame {
            case .text(let text): try read(text, from: user)
            case .binary(let bytes): try protobuf.read(bytes, from: user)
            }
        if !quirks.contains(.trustsSender) { message.source = user }
        message.serverTime = now().milliseconds
        // JSON has no place for the author's clock.
        if case .text = frame { message.time = UInt64(clamping: message.serverTime) }
        return message
    }

    private func read(_ text: String, from user: UserID) throws(FrameRefusal) -> ChatMessage {
        guard let object = try? JSONValue.parse(text), object.members != nil else { throw .notJSON }
        guard (try version(of: object)) >= 2 else { return try readLegacy(object, from: user) }
        return try readHeaded(object, from: user)
    }

    /// The form's version; absent means the legacy one.
    private func version(of object: JSONValue) throws(FrameRefusal) -> Double {
        switch object["_v"] {
        case nil: return 1
        case .integer(let integer): return Double(integer)
        case .decimal(let digits): return Double(digits) ?? 1
        default: throw .invalid("_v")
        }
    }

    private func readHeaded(_ object: JSONValue, from user: UserID) throws(FrameRefusal) -> ChatMessage {
        guard let head = object["head"], let members = head.members else { throw .missing("head") }
        guard let type = head["type"]?.string else { throw .missing("head.type") }
        let contentType = try optionalString(head["contentType"], named: "head.contentType")
        guard contentType != nil || !isStrict else { throw .missing("head.contentType") }
        if let value = head["ephemeral"], value.bool == nil { throw .invalid("head.ephemeral") }
        let source = try optionalString(head["from"], named: "head.from") ?? ""
        guard isStrict || !source.isEmpty else { throw .missing("head.from") }
        var meta: [ChatMessage.MetaEntry] = []
        for member in members where !Self.ownKeys.contains(member.name) {
            meta.removeAll { $0.name == member.name }
            meta.append(.init(name: member.name, value: JavaScriptText.of(member.value)))
        }
        if let contentType { meta.append(.init(name: "contentType", value: contentType)) }
        var message = ChatMessage(
            id: try optionalString(object["id"], named: "id"),
            kind: contentType.flatMap { ChatMessage.Kind(rawValue: $0.uppercased()) } ?? .message,
            channel: ChatMessage.Channel(rawValue: type.uppercased()),
            isEphemeral: head["ephemeral"]?.bool ?? false,
            source: source.isEmpty ? user : UserID(source),
            destination: try optionalString(head["to"], named: "head.to") ?? "",
            content: content(of: object["body"]).map { Array($0.utf8) }, meta: meta)
        if !isStrict, let names = object["recipients"]?.array {
            message.recipients = names.compactMap { $0.string.map { UserID($0) } }
        }
        return message
    }

    /// The flat form of the first apps; accepted only when its three string keys are there.
    private func readLegacy(_ object: JSONValue, from user: UserID) throws(FrameRefusal) -> ChatMessage {
        guard let chatType = (object["chatType"] ?? object["module"])?.string else { throw .missing("chatType") }
        guard let type = object["type"]?.string else { throw .missing("type") }
        guard let chatID = (object["chatId"] ?? object["chatid"])?.string else { throw .missing("chatId") }
        guard let action = object["action"]?.string else { throw .missing("action") }
        guard let state = object["state"]?.string else { throw .missing("state") }
        let text = object["text"].map { JSONValue.object([.init("text", $0)]) } ?? .object([])
        let source = try optionalString(object["from"], named: "from") ?? ""
        return ChatMessage(
            id: try optionalString(object["msgId"], named: "msgId"),
            kind: ChatMessage.Kind(rawValue: type.uppercased()),
            channel: ChatMessage.Channel(rawValue: chatType.uppercased()),
            source: source.isEmpty ? user : UserID(source),
            destination: try optionalString(object["to"], named: "to") ?? "",
            content: Array(text.text.utf8),
            meta: [
                .init(name: "chatid", value: chatID), .init(name: "action", value: action),
                .init(name: "state", value: state),
            ])
    }

    /// A bare string travels as its own bytes, not as JSON, so a JSON receiver never gets it.
    private func content(of body: JSONValue?) -> String? {
        switch body {
        case nil: nil
        case .string(let string): string
        case .some(let value): value.text
        }
    }

    private func optionalString(_ value: JSONValue?, named name: String) throws(FrameRefusal) -> String? {
        guard let value else { return nil }
        guard let string = value.string else { throw .invalid(name) }
        return string
    }

    private static let ownKeys: Set<String> = ["type", "from", "to", "contentType", "ephemeral"]

    // MARK: Writing

    func write(_ message: ChatMessage, flags: SocketFlags) throws(FrameRefusal) -> Frame {
        guard !flags.isBinary else { return .binary(protobuf.write(message)) }
        return .text(try object(message).text)
    }

    private func object(_ message: ChatMessage) throws(FrameRefusal) -> JSONValue {
        let body = try body(of: message)
        let head = head(of: message)
        let channel = message.channel.map { JSONValue.string($0.rawValue) }
        let headValue = JSONValue.object(head)
        var members: [JSONValue.Member] = [.init("_v", .decimal("2.1"))]
        func add(_ name: String, _ value: JSONValue?) {
            if let value { members.append(.init(name, value)) }
        }
        add("id", message.id.map { .string($0) })
        add("head", headValue)
        add("body", body)
        add("from", .string(message.source.rawValue))
        add("to", .string(message.destination))
        add("msgId", message.id.map { .string($0) })
        add("type", headValue["contentType"])
        add("chatId", headValue["chatId"])
        add("text", body["text"])
        add("module", channel)
        add("action", headValue["action"])
        add("chatType", channel)
        return .object(members)
    }

    private func body(of message: ChatMessage) throws(FrameRefusal) -> JSONValue {
        guard let content = message.content, !content.isEmpty else { return .object([]) }
        guard let text = String(validating: content, as: UTF8.self), let body = try? JSONValue.parse(text) else {
            throw .unwritable
        }
        return body
    }

    /// The head: the server's own keys, then the sender's others but the private ones, then the category if missing.
    private func head(of message: ChatMessage) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        if let channel = message.channel { members.append(.init("type", .string(channel.rawValue))) }
        members.append(.init("from", .string(message.source.rawValue)))
        members.append(.init("to", .string(message.destination)))
        let contentType = message.meta.last { $0.name == "contentType" }?.value ?? message.kind?.rawValue
        if let contentType { members.append(.init("contentType", .string(contentType))) }
        members.append(.init("ephemeral", .bool(message.isEphemeral)))
        for entry in message.meta where entry.name != "contentType" && !entry.name.hasPrefix("_m") {
            members.append(.init(entry.name, .string(entry.value)))
        }
        let category = message.meta.last { $0.name == "category" }?.value ?? ""
        guard category.isEmpty else { return members }
        let action = message.meta.last { $0.name == "action" }?.value
        members.removeAll { $0.name == "category" }
        members.append(.init("category", action == "state" || action == "ack" ? "system" : "message"))
        return members
    }

    /// The real servers label a notice `individual`; what tells it apart is that it is for the group's id.
    func notice(_ notice: GroupNotice) -> ChatMessage {
        var message = ChatMessage(
            id: Identifiers.short(), kind: .notification,
            channel: quirks.contains(.mislabelsNotices) ? .individual : .group, source: notice.actor,
            destination: notice.group, content: Array(notice.body.text.utf8),
            meta: [
                .init(name: "contentType", value: "notification"), .init(name: "chatId", value: notice.group),
                .init(name: "chatid", value: notice.group), .init(name: "action", value: notice.action),
            ])
        message.version = 3
        message.serverID = message.id ?? message.serverID
        message.serverTime = now().milliseconds
        message.time = UInt64(clamping: message.serverTime)
        return message
    }
}
