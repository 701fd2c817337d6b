import ChatModel
import FoundationEssentials
import SwiftProtobuf

/// Writes one envelope as protobuf. The envelope has passed `OutgoingRules`.
///
/// What the form has no field for goes into `meta` under the names of the JSON form, so that receivers of JSON text
/// understand it. Field 11, the recipients of v3, is never written: the server delivers to whomever it names, member or
/// not.
enum ProtobufWriter {
    static func write(_ envelope: Envelope) throws(WireError) -> [UInt8] {
        let content = try OutgoingContent(envelope, timeKey: "ts")
        var message = WireMessage()
        message.version = 3
        message.id = envelope.id?.rawValue ?? ""
        message.kind = kind(envelope)
        message.channel = envelope.isGroup ? .group : .individual
        message.ephemeral = content.isEphemeral
        message.source = envelope.from.rawValue
        message.destination = envelope.to
        if let time = envelope.sentAt, let milliseconds = UInt64(exactly: time.milliseconds) {
            message.timestamp = milliseconds
        }
        if let action = content.action {
            message.content = Data(content.body.text.utf8)
            message.meta = [
                "action": action, "category": content.category, "chatid": envelope.namedConversation.rawValue,
                "contentType": content.contentType,
            ]
        }
        return try serialize(message)
    }

    private static func kind(_ envelope: Envelope) -> WireMessage.Kind {
        switch envelope.content {
        case .text: .message
        case .clientAcknowledgement: .clientAck
        default: .notification
        }
    }

    private static func serialize(_ message: WireMessage) throws(WireError) -> [UInt8] {
        var options = BinaryEncodingOptions()
        options.useDeterministicOrdering = true
        do {
            return try message.serializedBytes(options: options)
        } catch {
            throw .unwritable(reason: "the message cannot be serialised")
        }
    }
}
