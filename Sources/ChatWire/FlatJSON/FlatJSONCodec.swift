import ChatModel

/// The flat JSON form of the first release: v1, one object a text frame, text messages only.
///
/// The server delivers live messages as objects and its store as an array of strings that hold them, nested once more
/// for every time it was stored back; the reader walks all of that. Source: protocol page, sections 6.1 and 7.3.
package struct FlatJSONCodec: WireCodec {
    package init() {}

    package func decode(_ frame: Frame) -> [DecodedItem] {
        JSONFrameReader().read(frame)
    }

    package func encode(_ envelope: Envelope) throws(WireError) -> Frame {
        try OutgoingRules.checked(envelope) { envelope throws(WireError) in .text(try object(envelope).text) }
    }

    private func object(_ envelope: Envelope) throws(WireError) -> JSONValue {
        guard case .text(let text) = envelope.content else {
            throw .unwritable(reason: "this server design carries text messages only")
        }
        // The server routes by `type`: with any other word than `group` a group message reaches nobody.
        let members: [JSONValue.Member] = [
            .init("msgId", .string(envelope.id?.rawValue ?? "")), .init("to", .string(envelope.to)),
            .init("from", .string(envelope.from.rawValue)), .init("type", envelope.isGroup ? "group" : "text"),
            .init("chatId", .string(envelope.namedConversation.rawValue)), .init("text", .string(text)),
            .init("state", "new"),
        ]
        return .object(members + OutgoingContent.clock(of: envelope, timeKey: "ts"))
    }
}
