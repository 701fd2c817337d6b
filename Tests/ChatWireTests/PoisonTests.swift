import ChatModel
import ChatWire
import Testing

/// On v2.2 to v2.7 one malformed frame stops the messages of every user, so no design's codec can be brought to write
/// one, whatever it is given.
@Suite struct PoisonTests {
    private static let texts = [
        "hello", "ping", "pong", "null", "{bad", "[]", #"{"_v":2,"id":"x"}"#, "\u{0}\u{1}\"\\", "\u{FFFD}\u{202E}é😀",
        " ", "\n", String(repeating: "x", count: WireLimits.textBytes),
        String(repeating: "\u{7}", count: WireLimits.textBytes),
    ]
    private static let addresses = [
        "+919812345678", team, "x", "", "null", "a b", "a.b", "\u{0}", "\"", "{}", "server",
    ]
    private static let identifiers = ["m-1", "", "null", "\"", "\n", "5", nil]

    private static func envelopes() -> [Envelope] {
        let contents: [Envelope.Content] =
            texts.map { .text($0) } + [
                .text(""), .typing(true), .typing(false), .clientAcknowledgement, .serverAcknowledgement,
                .receipt(.read, ids: [MessageID("m")]), .receipt(.delivered, ids: []),
                .receipt(.read, ids: [MessageID("\"")]), .groupChange(GroupChange()),
                .unsupported(contentType: "text", raw: "null"),
            ]
        return contents.flatMap { content in
            addresses.flatMap { address in
                identifiers.flatMap { id in
                    [true, false].map { Envelope.sample(id: id, to: address, isGroup: $0, content) }
                }
            }
        }
    }

    @Test(arguments: ServerDesign.all.filter { !$0.capabilities.speaksBinary })
    func whatACodecWritesIsWholeJSONWithAllThatRoutersNeed(design: ServerDesign) throws {
        var written = 0
        for envelope in Self.envelopes() {
            guard let frame = try? design.codec.encode(envelope) else { continue }
            try expectHarmless(frame)
            written += 1
        }
        #expect(written >= 40)
    }

    /// An object instead of a string is answered with success there, and stops the router.
    @Test(arguments: ServerDesign.all.filter { $0.capabilities.sendsByREST })
    func aRESTSendIsAListOfStringsThatAreWholeFrames(design: ServerDesign) throws {
        for envelope in Self.envelopes() {
            guard let request = try? design.api.sendMessages([envelope]) else { continue }
            let items = try #require(try JSONValue.parse(request.body).array)
            #expect(items.count == 1)
            let item = try #require(items.first?.string)
            if !design.capabilities.speaksBinary { try expectHarmless(.text(item)) }
        }
        #expect(throws: WireError.self) { try design.api.sendMessages([]) }
        #expect(throws: WireError.unwritable(reason: "client acknowledgements go over the socket only")) {
            try design.api.sendMessages([.sample(to: serverAddress, .clientAcknowledgement)])
        }
    }

    private func expectHarmless(_ frame: Frame) throws {
        guard case .text(let text) = frame else {
            Issue.record("not a text frame")
            return
        }
        let object = try JSONValue.parse(text)
        #expect(object.members != nil)
        #expect((object["id"] ?? object["msgId"])?.string?.isEmpty == false)
        if object["_v"] == nil {
            // The flat form: a frame without a receiver broke the store of v1 for everybody.
            #expect(object["to"]?.string?.isEmpty == false)
        } else {
            #expect(object["head"]?.members != nil)
            #expect(object["body"]?.members != nil)
            #expect(object["head"]?["to"]?.string?.isEmpty == false)
            #expect(["individual", "group"].contains(object["head"]?["type"]?.string))
        }
    }
}
