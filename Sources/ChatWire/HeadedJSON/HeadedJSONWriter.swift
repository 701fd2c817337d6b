import ChatModel

/// Writes one envelope in the versioned JSON form, key for key as the phone app does. The envelope has passed
/// `OutgoingRules`.
struct HeadedJSONWriter {
    let envelope: Envelope

    func object() throws(WireError) -> JSONValue {
        switch envelope.content {
        case .text(let text):
            var body: [JSONValue.Member] = [.init("text", .string(text)), .init("state", "new")]
            if let time = envelope.sentAt { body.append(.init("ts", .integer(time.milliseconds))) }
            if let sequence = envelope.sequence { body.append(.init("seq", .integer(sequence))) }
            return message(
                head(action: "message", contentType: "text", category: "message", isEphemeral: false), .object(body))
        case .receipt(let kind, let ids):
            let body: JSONValue = [
                "ids": .array(ids.map { .string($0.rawValue) }), "state": .string(kind.rawValue),
            ]
            return message(
                head(action: "state", contentType: "notification", category: "system", isEphemeral: false), body)
        case .typing(let isTyping):
            return message(
                head(action: "typing", contentType: "notification", category: "system", isEphemeral: true),
                ["typing": .bool(isTyping)])
        case .clientAcknowledgement:
            return message(
                [
                    "type": "individual", "to": .string(serverAddress), "from": .string(envelope.from.rawValue),
                    "contentType": "CLIENT_ACK", "ephemeral": true,
                ], [:])
        case .groupChange, .serverAcknowledgement, .unsupported:
            throw .unwritable(reason: "only servers say this")
        }
    }

    private func message(_ head: JSONValue, _ body: JSONValue) -> JSONValue {
        ["_v": .decimal("2.1"), "id": .string(envelope.id?.rawValue ?? ""), "head": head, "body": body]
    }

    private func head(action: String, contentType: String, category: String, isEphemeral: Bool) -> JSONValue {
        [
            "to": .string(envelope.to),
            "from": .string(envelope.from.rawValue),
            "action": .string(action),
            "chatid": .string(conversation.rawValue),
            "type": envelope.isGroup ? "group" : "individual",
            "contentType": .string(contentType),
            "category": .string(category),
            "ephemeral": .bool(isEphemeral),
        ]
    }

    private var conversation: ConversationID {
        if let conversation = envelope.conversation { return conversation }
        return envelope.isGroup
            ? ConversationID(envelope.to) : ConversationID.direct(envelope.from, UserID(envelope.to))
    }
}
