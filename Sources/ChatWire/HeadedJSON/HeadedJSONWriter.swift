import ChatModel

/// Writes one envelope in the versioned JSON form, key for key as the phone app does. The envelope has passed
/// `OutgoingRules`.
///
/// Whatever it returns has an object as `head` and an object as `body`: on v2.2 to v2.7 a frame without one of them
/// stops the router for everybody (protocol page, section 7.8).
struct HeadedJSONWriter {
    let envelope: Envelope
    let form: HeadedJSONForm

    func object() throws(WireError) -> JSONValue {
        let content = try OutgoingContent(envelope, timeKey: form.timeKey)
        let head =
            envelope.content == .clientAcknowledgement
            ? try acknowledgementHead(content) : try messageHead(content)
        var members: [JSONValue.Member] = [
            .init("_v", .decimal(form.version)), .init("id", .string(envelope.id?.rawValue ?? "")), .init("head", head),
        ]
        if form.meta != .absent { members.append(.init("meta", meta(content))) }
        members.append(.init("body", content.body))
        return .object(members)
    }

    private func messageHead(_ content: OutgoingContent) throws(WireError) -> JSONValue {
        if case .typing = envelope.content, envelope.isGroup, !form.carriesGroupTyping {
            throw .unwritable(reason: "a typing notice to a group reaches nobody on this server design")
        }
        var head: [JSONValue.Member] = [
            .init("to", .string(envelope.to)), .init("from", .string(envelope.from.rawValue)),
            .init("action", .string(content.action ?? "")),
            .init("chatid", .string(envelope.namedConversation.rawValue)),
            .init("type", envelope.isGroup ? "group" : "individual"),
            .init("contentType", .string(content.contentType)),
        ]
        if form.namesCategory {
            head.append(.init("category", .string(content.category)))
            head.append(.init("ephemeral", .bool(content.isEphemeral)))
        }
        return .object(head)
    }

    private func acknowledgementHead(_ content: OutgoingContent) throws(WireError) -> JSONValue {
        guard form.acknowledges else {
            throw .unwritable(reason: "this server design knows no client acknowledgement")
        }
        return [
            "type": "individual", "to": .string(serverAddress), "from": .string(envelope.from.rawValue),
            "contentType": .string(content.contentType), "ephemeral": .bool(content.isEphemeral),
        ]
    }

    private func meta(_ content: OutgoingContent) -> JSONValue {
        var members: [JSONValue.Member] = []
        if let time = envelope.sentAt { members.append(.init("createdAt", .integer(time.milliseconds))) }
        if form.meta == .creationTimeAndEphemeral, content.isEphemeral {
            members.append(.init("ephemeral", true))
        }
        return .object(members)
    }
}
