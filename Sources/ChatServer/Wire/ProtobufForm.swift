import ChatModel

/// The binary frames of v2.8 and v3 as their servers read and write them (docs/protocol.md). Like the real servers it
/// writes fields that have their default value, which other writers leave out.
struct ProtobufForm: Sendable {
    /// Field 11: v3 reads it, and hands it on to receivers.
    let hasRecipients: Bool

    func read(_ bytes: [UInt8], from user: UserID) throws(FrameRefusal) -> ChatMessage {
        guard !bytes.isEmpty else { throw .invalid("empty frame") }
        var reader = ProtobufFields(bytes)
        var message = ChatMessage(id: nil, kind: nil, channel: nil, source: user, destination: "")
        while let field = try reader.next() {
            try take(field, into: &message)
        }
        return message
    }

    private func take(_ field: ProtobufFields.Field, into message: inout ChatMessage) throws(FrameRefusal) {
        switch (field.number, field.value) {
        case (1, .fixed32(let bits)): message.version = Float(bitPattern: bits)
        case (2, .bytes(let bytes)): message.id = try text(bytes)
        case (3, .varint(let code)): message.kind = Self.kinds.first { $0.code == code }?.kind
        case (4, .varint(let code)): message.channel = Self.channels.first { $0.code == code }?.channel
        case (5, .varint(let code)): message.isEphemeral = code != 0
        case (7, .bytes(let bytes)): message.destination = try text(bytes)
        case (8, .bytes(let bytes)): message.content = Array(bytes)
        case (9, .varint(let time)): message.time = time
        case (10, .bytes(let bytes)): message.meta.append(try entry(bytes))
        case (11, .bytes(let bytes)) where hasRecipients:
            message.recipients = (message.recipients ?? []) + [UserID(try text(bytes))]
        default: break
        }
    }

    private func entry(_ bytes: ArraySlice<UInt8>) throws(FrameRefusal) -> ChatMessage.MetaEntry {
        var reader = ProtobufFields(Array(bytes))
        var entry = ChatMessage.MetaEntry(name: "", value: "")
        while let field = try reader.next() {
            switch (field.number, field.value) {
            case (1, .bytes(let bytes)): entry.name = try text(bytes)
            case (2, .bytes(let bytes)): entry.value = try text(bytes)
            default: break
            }
        }
        return entry
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(FrameRefusal) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalid("UTF-8") }
        return text
    }

    func write(_ message: ChatMessage) -> [UInt8] {
        var output = ProtobufOutput()
        output.fixed32(1, message.version.bitPattern)
        if let id = message.id { output.text(2, id) }
        if let kind = Self.kinds.first(where: { $0.kind == message.kind }) { output.varint(3, kind.code) }
        // Unlike the others: what the sender left out stays out.
        if let channel = Self.channels.first(where: { $0.channel == message.channel }) {
            output.varint(4, channel.code)
        }
        output.varint(5, message.isEphemeral ? 1 : 0)
        output.text(6, message.source.rawValue)
        output.text(7, message.destination)
        if let content = message.content { output.bytes(8, content) }
        if let time = message.time { output.varint(9, time) }
        for entry in message.meta {
            var inner = ProtobufOutput()
            inner.text(1, entry.name)
            inner.text(2, entry.value)
            output.bytes(10, inner.data)
        }
        if hasRecipients { for user in message.recipients ?? [] { output.text(11, user.rawValue) } }
        output.text(20, message.serverID)
        output.varint(21, UInt64(clamping: message.serverTime))
        return output.data
    }

    private static let kinds: [(code: UInt64, kind: ChatMessage.Kind)] = [
        (0, .serverAcknowledgement), (1, .clientAcknowledgement), (2, .message), (3, .notification), (10, .custom),
    ]
    private static let channels: [(code: UInt64, channel: ChatMessage.Channel)] = [
        (1, .individual), (2, .group), (10, .other),
    ]
}
