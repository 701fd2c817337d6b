import ChatModel

/// Decides what a message object says, from its words and its body.
struct ContentReader {
    /// As spelled by the sender; nil when there is none.
    let contentType: String?
    /// In lower case; nil when there is none.
    let action: String?
    let from: String
    let to: String
    let isGroup: Bool
    let body: JSONValue?
    /// The flat copy of the text, which is the only one in the oldest form.
    let flatText: String?

    /// - Throws: `invalidField` for a receipt or a typing notice without the facts it is there for: such a frame says
    ///   nothing to a person, so it must not become a line of a conversation.
    func read() throws(WireError) -> Envelope.Content {
        let type = contentType?.lowercased()
        if type == "server_ack" {
            return from == serverAddress ? .serverAcknowledgement : unsupported
        }
        if type == "client_ack" {
            return to == serverAddress ? .clientAcknowledgement : unsupported
        }
        switch action {
        case "state": return .receipt(try receiptKind(), ids: try ids())
        // The peer's client tells its server that it stored these; servers from v2.5 on pass it on.
        case "ack": return .receipt(.delivered, ids: try ids())
        case "typing":
            guard let typing = body?["typing"]?.bool else { throw .invalidField("body.typing") }
            return .typing(typing)
        case "add" where isGroup, "remove" where isGroup:
            return .groupChange(
                GroupChange(added: users(body?["added"]), removed: users(body?["removed"])))
        default: break
        }
        let text = body?["text"]?.string ?? flatText
        switch type {
        case nil, "text", "message": return text.map { .text($0) } ?? unsupported
        default: return unsupported
        }
    }

    private var unsupported: Envelope.Content {
        .unsupported(contentType: contentType ?? "", raw: body?.text ?? "")
    }

    /// Ids of one receipt; more than any client writes.
    private static let receiptLimit = 10_000

    private func receiptKind() throws(WireError) -> ReceiptKind {
        guard let word = body?["state"]?.string, let kind = ReceiptKind(rawValue: word.lowercased()) else {
            throw .invalidField("body.state")
        }
        return kind
    }

    private func ids() throws(WireError) -> [MessageID] {
        let ids = (body?["ids"]?.array ?? []).prefix(Self.receiptLimit).compactMap { $0.string }
            .filter { !$0.isEmpty && $0.utf8.count <= WireLimits.nameBytes }
        guard !ids.isEmpty else { throw .invalidField("body.ids") }
        return ids.map { MessageID($0) }
    }

    /// Added members come as objects, removed ones as bare names.
    private func users(_ list: JSONValue?) -> [UserID] {
        (list?.array ?? []).prefix(WireLimits.groupMembers).compactMap { ($0["username"] ?? $0).string }
            .filter { !$0.isEmpty && $0.utf8.count <= WireLimits.nameBytes }
            .map { UserID($0) }
    }
}
