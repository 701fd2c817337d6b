import ChatModel
import ChatWire
import FoundationEssentials
import NIOHTTP1

/// `POST /messages`: the same as so many frames, each design with its own idea of the body and the answer; and v3's
/// fetching of what waits.
struct MessageService: Sendable {
    let posting: DesignBehaviour.Posting
    let quirks: Quirks
    let sockets: WebSocketGateway
    let persistence: PersistenceService

    private static let pullLimit = 1000

    func respond(to request: ServerRequest, path: String) async throws -> ServerResponse {
        guard path == (posting == .flexible ? "/" : "/messages") else { return .notFound }
        switch (request.method, posting) {
        case (.POST, .unchecked): return try await respondUnchecked(request)
        case (.POST, .checked): return try await respondChecked(request)
        case (.POST, .acknowledged): return try await respondWithAcknowledgements(request)
        case (.POST, .flexible): return try await respondFlexibly(request)
        case (.GET, .flexible): return try await respondToPull(request)
        default: return .notFound
        }
    }

    /// v2.2 to v2.6: what is no list fails; items that are no texts are taken, and are poison.
    private func respondUnchecked(_ request: ServerRequest) async throws -> ServerResponse {
        guard let items = try request.payload()?.array else { return .internalError }
        for item in survivors(of: items) {
            // The broker's record of anything but a text is no JSON.
            await sockets.take(.text(item.string ?? ""), from: request.user)
        }
        return .created
    }

    private func respondChecked(_ request: ServerRequest) async throws -> ServerResponse {
        let items = try Self.items(of: try request.payload(), areTexts: true)
        try request.requireHeaders()
        for item in survivors(of: items) { await sockets.take(.text(item.string ?? ""), from: request.user) }
        return .created
    }

    /// Over NATS all items of one call carry the same id, and the broker drops what it takes for doubles.
    private func survivors(of items: [JSONValue]) -> ArraySlice<JSONValue> {
        quirks.contains(.keepsFirstOfBatch) ? items.prefix(1) : items[...]
    }

    private func respondWithAcknowledgements(_ request: ServerRequest) async throws -> ServerResponse {
        let items = try Self.items(of: try request.payload(), areTexts: true)
        try request.requireHeaders()
        let isBinary = request.query["format"] == "binary"
        return try await send(items, as: isBinary ? .base64 : .text, of: request)
    }

    private func respondFlexibly(_ request: ServerRequest) async throws -> ServerResponse {
        let items = try Self.items(of: try request.payload(), areTexts: false)
        switch request.query["format"] {
        case "text": return .internalError
        case "binary": return try await send(items, as: .base64, of: request)
        default: return try await send(items, as: items.first?.string == nil ? .object : .text, of: request)
        }
    }

    // MARK: Items

    private enum ItemForm: Hashable, Sendable {
        case text, object, base64
    }

    /// Sends the items; one that cannot be read fails the whole call, after those before it were routed.
    private func send(
        _ items: [JSONValue], as form: ItemForm, of request: ServerRequest
    ) async throws -> ServerResponse {
        var acknowledgements: [JSONValue] = []
        for item in items {
            let message = try sockets.form.read(try Self.frame(item, form, from: request.user), from: request.user)
            if posting == .flexible, message.kind == .clientAcknowledgement {
                await sockets.acknowledge(message)
                continue
            }
            guard await sockets.submit(message) else { throw FrameRefusal.invalid("size") }
            acknowledgements.append(try acknowledgement(of: message, as: form))
        }
        guard let wish = request.query["ack"], !wish.isEmpty else { return .json([:], status: .created) }
        return .json(["acks": .array(acknowledgements)], status: .created)
    }

    /// An object may leave its sender out; it is the caller then.
    private static func frame(
        _ item: JSONValue, _ form: ItemForm, from user: UserID
    ) throws(FrameRefusal) -> Frame {
        switch form {
        case .text:
            guard let text = item.string else { throw .invalid("item") }
            return .text(text)
        case .base64:
            guard let data = item.string.flatMap({ Data(base64Encoded: $0) }) else { throw .invalid("base64") }
            return .binary([UInt8](data))
        case .object:
            guard let members = item.members, let head = item["head"]?.members else { throw .missing("head") }
            guard item["head"]?["from"] == nil else { return .text(item.text) }
            let signed = head.setting("from", .string(user.rawValue))
            return .text(JSONValue.object(members.setting("head", .object(signed))).text)
        }
    }

    private func acknowledgement(of message: ChatMessage, as form: ItemForm) throws(FrameRefusal) -> JSONValue {
        let flags = SocketFlags(wantsAcknowledgements: true, isBinary: form == .base64)
        switch try sockets.form.write(message.acknowledgement, flags: flags) {
        case .text(let text): return form == .object ? (try? JSONValue.parse(text)) ?? .null : .string(text)
        case .binary(let bytes): return .string(Data(bytes).base64EncodedString())
        }
    }

    private static func items(of payload: JSONValue?, areTexts: Bool) throws(ServerRefusal) -> [JSONValue] {
        guard case .array(let items) = payload else { throw .badRequest("\"value\" must be an array") }
        guard !items.isEmpty else { throw .badRequest("\"value\" must contain at least 1 items") }
        let mistakes = areTexts ? PayloadRule.mistakes(in: items, named: "", atMost: nil) : []
        guard mistakes.isEmpty else { throw .badRequest(mistakes.joined(separator: "\n")) }
        return items
    }

    // MARK: Fetching

    /// Everything that the user has not acknowledged, as this call was meant to answer.
    private func respondToPull(_ request: ServerRequest) async throws -> ServerResponse {
        guard !quirks.contains(.failsToPull) else { return .internalError }
        let flags = SocketFlags(wantsAcknowledgements: false, isBinary: request.query["format"] == "binary")
        let waiting = try await persistence.claimPending(
            for: request.user, in: 1...Int64.max, withSent: true, limit: Self.pullLimit)
        let messages = waiting.compactMap { pending -> JSONValue? in
            switch try? sockets.form.write(pending.message, flags: flags) {
            case .text(let text): try? JSONValue.parse(text)
            case .binary(let bytes):
                ["type": "Buffer", "data": .array(bytes.map { .integer(Int64($0)) })]
            case nil: nil
            }
        }
        return .json(["messages": .array(messages)])
    }
}
