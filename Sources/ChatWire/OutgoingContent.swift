import ChatModel

/// What an envelope says in the words of the wire, for every form that has a head: the forms differ only in where they
/// put these.
struct OutgoingContent {
    /// nil for acknowledgements, which have none.
    var action: String?
    var contentType: String
    var category: String
    /// Not to be kept for somebody who is offline.
    var isEphemeral: Bool
    var body: JSONValue

    /// - Parameter timeKey: the body's key for the author's clock; servers up to v2.7 overwrite `ts`.
    /// - Throws: `unwritable` for what only servers say.
    init(_ envelope: Envelope, timeKey: String) throws(WireError) {
        switch envelope.content {
        case .text(let text):
            var body = [JSONValue.Member("text", .string(text)), JSONValue.Member("state", "new")]
            body += Self.clock(of: envelope, timeKey: timeKey)
            self.init(action: "message", contentType: "text", category: "message", body: .object(body))
        case .receipt(let kind, let ids):
            self.init(
                action: "state", contentType: "notification", category: "system",
                body: ["ids": .array(ids.map { .string($0.rawValue) }), "state": .string(kind.rawValue)])
        case .typing(let isTyping):
            self.init(
                action: "typing", contentType: "notification", category: "system", isEphemeral: true,
                body: ["typing": .bool(isTyping)])
        case .clientAcknowledgement:
            self.init(action: nil, contentType: "CLIENT_ACK", category: "system", isEphemeral: true, body: [:])
        case .groupChange, .serverAcknowledgement, .unsupported:
            throw .unwritable(reason: "only servers say this")
        }
    }

    private init(action: String?, contentType: String, category: String, isEphemeral: Bool = false, body: JSONValue) {
        self.action = action
        self.contentType = contentType
        self.category = category
        self.isEphemeral = isEphemeral
        self.body = body
    }

    /// The author's clock and counter, as far as the envelope has them.
    static func clock(of envelope: Envelope, timeKey: String) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        if let time = envelope.sentAt { members.append(.init(timeKey, .integer(time.milliseconds))) }
        if let sequence = envelope.sequence { members.append(.init("seq", .integer(sequence))) }
        return members
    }
}

extension Envelope {
    /// The conversation that a frame names: the envelope's own, else the one that follows from its addresses.
    var namedConversation: ConversationID {
        if let conversation { return conversation }
        return isGroup ? ConversationID(to) : ConversationID.direct(from, UserID(to))
    }
}
