import ChatModel
import ChatWire

/// The one-line notation of the expectation files.
extension [DecodedItem] {
    var notation: String {
        isEmpty ? "nothing" : map(\.notation).joined(separator: " | ")
    }
}

extension DecodedItem {
    var notation: String {
        switch self {
        case .pong: "pong"
        case .envelope(let envelope): envelope.notation
        case .unreadable(let error, _): "unreadable \(error.notation)"
        }
    }
}

extension WireError {
    var notation: String {
        switch self {
        case .missingField(let field): "missing \(field)"
        case .invalidField(let field): "invalid \(field)"
        default: "\(self)"
        }
    }
}

extension Envelope {
    var notation: String {
        var text = "\(content.notation) id=\(id?.rawValue ?? "-") from=\(from.rawValue) to=\(to)"
        if let conversation { text += " chat=\(conversation.rawValue)" }
        if isGroup { text += " group" }
        if let sentAt { text += " ts=\(sentAt.milliseconds)" }
        if let sequence { text += " seq=\(sequence)" }
        if isReplay { text += " replay" }
        return text
    }
}

extension Envelope.Content {
    var notation: String {
        switch self {
        case .text(let text): "text \(JSONValue.string(text).text)"
        case .receipt(let kind, let ids): "\(kind.rawValue) [\(ids.map(\.rawValue).joined(separator: ","))]"
        case .typing(let isTyping): "typing \(isTyping)"
        case .groupChange(let change): "group +\(Self.list(change.added)) -\(Self.list(change.removed))"
        case .serverAcknowledgement: "server-ack"
        case .clientAcknowledgement: "client-ack"
        case .unsupported(let type, let raw): "unsupported \(type.isEmpty ? "-" : type) \(raw.isEmpty ? "-" : raw)"
        }
    }

    private static func list(_ users: [UserID]) -> String {
        "[\(users.map(\.rawValue).joined(separator: ","))]"
    }
}
