import ChatModel
import ChatWire
import Testing

/// Nothing leaves that would harm a server or another user.
@Suite struct OutgoingRulesTests {
    private let codec = ServerDesign.v2_8.codec

    @Test(arguments: [
        (Envelope.sample(to: "dot.ted"), #"the recipient contains ".""#),
        (.sample(to: "two words"), "the recipient contains white space"),
        (.sample(to: "tab\tbed"), "the recipient contains a control character"),
        (.sample(to: "non\u{A0}breaking"), "the recipient contains white space"),
        (.sample(to: "*"), #"the recipient contains "*""#),
        (.sample(to: "a>"), #"the recipient contains ">""#),
        (.sample(to: ""), "the recipient is empty"),
        (.sample(to: String(repeating: "9", count: 257)), "the recipient is too long"),
        (.sample(from: UserID("a.b")), #"the sender contains ".""#),
        (.sample(from: UserID("")), "the sender is empty"),
        (.sample(from: UserID(serverAddress)), "the sender is the server"),
        (.sample(id: nil), "the message id is empty"),
        (.sample(id: "a\nb"), "the message id contains a control character"),
        (.sample(conversation: ""), "the conversation id is empty"),
        (.sample(from: UserID("+"), to: "+"), "the conversation id is empty"),
        (.sample(to: String(repeating: "9", count: 250)), "the conversation id is too long"),
        (.sample(.text("")), "the text is empty"),
        (.sample(.text(String(repeating: "é", count: 8_001))), "the text is larger than 16000 bytes"),
        (.sample(.text(String(repeating: "\u{1}", count: 16_000))), "the frame is larger than 60000 bytes"),
        (.sample(to: serverAddress), "only client acknowledgements go to the server"),
        (.sample(.clientAcknowledgement), "only client acknowledgements go to the server"),
        (.sample(.receipt(.read, ids: [])), "a receipt names 1 to 100 messages"),
        (.sample(.receipt(.read, ids: [MessageID("")])), "a message id is empty"),
        (
            .sample(.receipt(.read, ids: (0...100).map { MessageID("m-\($0)") })),
            "a receipt names 1 to 100 messages"
        ),
        (
            .sample(to: team, isGroup: true, .receipt(.read, ids: [MessageID("m")])),
            "a receipt goes to the author, not to the group"
        ),
        (.sample(.serverAcknowledgement), "only servers say this"),
        (.sample(.groupChange(GroupChange())), "only servers say this"),
        (.sample(.unsupported(contentType: "image", raw: "{}")), "only servers say this"),
    ])
    func anEnvelopeThatWouldDoHarmIsNotWritten(envelope: Envelope, reason: String) {
        #expect(throws: WireError.unwritable(reason: reason)) { try codec.encode(envelope) }
    }

    @Test func aTextOfExactlyTheLimitIsWritten() throws {
        let frame = try codec.encode(.sample(.text(String(repeating: "\n", count: WireLimits.textBytes))))
        #expect(frame.byteCount <= WireLimits.frameBytes)
    }
}
