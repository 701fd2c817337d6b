package import ChatModel
import FoundationEssentials

/// Messages by HTTP: the REST send (from v2.2) and the pull of what waits (v3). Source: protocol page, sections 8.6, 9.
extension RESTAPI {
    /// Strings, never objects: from v2.2 to v2.6 an object is answered with success and stops the router for everybody.
    package func sendMessages(_ envelopes: [Envelope]) throws(WireError) -> APIRequest? {
        guard let path = routes.sendMessages else { return nil }
        guard (1...batchLimit).contains(envelopes.count) else {
            throw .unwritable(reason: "a REST send carries 1 to \(batchLimit) messages on this server design")
        }
        var items: [JSONValue] = []
        for envelope in envelopes {
            // v2.8 takes it for a message to a user named "server".
            guard envelope.content != .clientAcknowledgement else {
                throw .unwritable(reason: "client acknowledgements go over the socket only")
            }
            switch try codec.encode(envelope) {
            case .text(let text): items.append(.string(text))
            case .binary(let bytes): items.append(.string(Data(bytes).base64EncodedString()))
            }
        }
        return .posting(.array(items), to: path)
    }

    package func readSentMessages(
        _ response: APIResponse, of sent: [MessageID]
    ) throws(APIError) -> Set<MessageID> {
        guard (200...299).contains(response.status) else { throw APIReading.failure(response) }
        guard routes.listsTakenMessages else { return Set(sent) }
        let list = try APIReading.object(response)["acks"]?.array ?? []
        let taken = items(in: list).compactMap { item -> MessageID? in
            guard case .envelope(let envelope) = item, envelope.content == .serverAcknowledgement else { return nil }
            return envelope.id
        }
        return Set(taken).intersection(sent)
    }

    package func pullMessages() -> APIRequest? {
        routes.pullMessages.map { APIRequest(method: .get, path: $0) }
    }

    package func readPulledMessages(_ response: APIResponse) throws(APIError) -> [DecodedItem] {
        guard let list = try APIReading.object(response)["messages"]?.array else {
            throw .unreadable("no messages in the answer")
        }
        return items(in: list).map { item in
            guard case .envelope(var envelope) = item else { return item }
            envelope.isReplay = true
            return .envelope(envelope)
        }
    }

    /// What came in the place of a frame: JSON text or an object of it, or bytes in base 64 or as Node writes a buffer.
    private func items(in list: [JSONValue]) -> [DecodedItem] {
        list.flatMap { value -> [DecodedItem] in
            if case .string(let text) = value, let bytes = Data(base64Encoded: text), !bytes.isEmpty {
                return codec.decode(.binary(Array(bytes)))
            }
            if let bytes = Self.buffer(value) { return codec.decode(.binary(bytes)) }
            return codec.decode(.text(value.string ?? value.text))
        }
    }

    private static func buffer(_ value: JSONValue) -> [UInt8]? {
        guard value["type"] == "Buffer", let numbers = value["data"]?.array else { return nil }
        let bytes = numbers.compactMap { $0.integer.flatMap { UInt8(exactly: $0) } }
        return bytes.count == numbers.count ? bytes : nil
    }
}
