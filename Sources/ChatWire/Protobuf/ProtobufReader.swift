import ChatModel
import FoundationEssentials
import SwiftProtobuf

/// Reads one protobuf message as an envelope, by way of the JSON object that the servers make of it for receivers of
/// JSON text: one reader then decides for both forms what was said.
enum ProtobufReader {
    /// A tenth of what a parsed message may take; twenty times what servers can deliver.
    private static let byteLimit = 4 << 20

    /// - Throws: `invalidField("protobuf")` for what is none, `tooLarge`, and whatever is missing or wrong in it.
    static func read(_ bytes: [UInt8]) throws(WireError) -> Envelope {
        guard bytes.count <= byteLimit else { throw .tooLarge(limit: byteLimit) }
        var options = BinaryDecodingOptions()
        options.discardUnknownFields = true
        guard let message = try? WireMessage(serializedBytes: bytes, options: options) else {
            throw .invalidField("protobuf")
        }
        return try EnvelopeReader(object(message), isReplay: false, fallbackTime: time(message)).read()
    }

    private static func object(_ message: WireMessage) -> JSONValue {
        let own: Set = ["type", "from", "to", "contentType", "ephemeral"]
        var head = message.meta.filter { !own.contains($0.key) }.sorted { $0.key < $1.key }
            .map { JSONValue.Member($0.key, .string($0.value)) }
        if let channel = word(message.channel) { head.append(.init("type", .string(channel))) }
        if !message.source.isEmpty { head.append(.init("from", .string(message.source))) }
        if !message.destination.isEmpty { head.append(.init("to", .string(message.destination))) }
        head.append(.init("contentType", .string(contentType(message))))
        return ["id": .string(message.id), "head": .object(head), "body": body(message.content)]
    }

    /// The sender's own word where it left one; acknowledgements only by the field that makes them one.
    private static func contentType(_ message: WireMessage) -> String {
        switch message.kind {
        case .serverAck: "SERVER_ACK"
        case .clientAck: "CLIENT_ACK"
        case .message: message.meta["contentType"] ?? "MESSAGE"
        case .notification: message.meta["contentType"] ?? "NOTIFICATION"
        case .custom: message.meta["contentType"] ?? "CUSTOM"
        case .UNRECOGNIZED(let number): message.meta["contentType"] ?? "KIND_\(number)"
        }
    }

    private static func word(_ channel: WireMessage.Channel) -> String? {
        switch channel {
        case .individual: "INDIVIDUAL"
        case .group: "GROUP"
        case .other: "OTHER"
        case .unknown, .UNRECOGNIZED: nil
        }
    }

    /// By convention JSON text; what is none is kept as a string, what is no text either in base 64.
    private static func body(_ content: Data) -> JSONValue {
        guard !content.isEmpty else { return [:] }
        guard let text = String(validating: content, as: UTF8.self) else {
            return .string(content.base64EncodedString())
        }
        return (try? JSONValue.parse(text)) ?? .string(text)
    }

    /// The author's clock. Where the author wrote JSON the server fills in its own, which says nothing and may be off
    /// by its time zone.
    private static func time(_ message: WireMessage) -> Timestamp? {
        guard message.timestamp != message.serverTimestamp else { return nil }
        return WireTime.read(Int64(exactly: message.timestamp).map { .integer($0) })
    }
}
