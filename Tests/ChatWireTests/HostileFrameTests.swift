import ChatModel
import ChatWire
import Testing

/// Frames that no honest client sends: each is kept or understood, none ends anything.
@Suite struct HostileFrameTests {
    private let codec = ServerDesign.v2_8.codec

    private func notation(_ text: String) -> String {
        codec.decode(.text(text)).notation
    }

    private static func frame(_ head: String, _ body: String = "{}") -> String {
        #"{"id":"x","head":{"from":"a","to":"b",\#(head)},"body":\#(body)}"#
    }

    @Test(arguments: [
        ("", "unreadable notJSON"),
        ("null", "unreadable notAnObject"),
        ("5", "unreadable notAnObject"),
        ("[]", "nothing"),
        ("{}", "unreadable missing head.from"),
        ("Pong", "unreadable notJSON"),
        (#""str""#, "unreadable notJSON"),
        (#"{"id":"x"} {"id":"y"}"#, "unreadable notJSON"),
        (#"{"head":[],"from":"a","to":"b","text":"t"}"#, #"text "t" id=- from=a to=b"#),
        (#"{"head":{"from":5,"to":"b"}}"#, "unreadable invalid head.from"),
        (#"{"head":{"from":"a","to":""}}"#, "unreadable invalid head.to"),
        (#"{"id":{},"head":{"from":"a","to":"b"}}"#, "unreadable invalid id"),
        (#"{"id":"x","id":"y","from":"a","to":"b","text":"t"}"#, #"text "t" id=y from=a to=b"#),
        (#"{"id":"","from":"a","to":"b","text":"\ud800"}"#, "text \"\u{FFFD}\" id=- from=a to=b"),
        (
            #"[1,{"id":"x","from":"a","to":"b","text":"t"},null,[2],"{bad","pong"]"#,
            #"text "t" id=x from=a to=b replay | unreadable notAnObject | unreadable notJSON | unreadable notJSON"#
                + " | unreadable notAnObject"
        ),
    ])
    func aFrameOfTheWrongShapeIsKept(text: String, expected: String) {
        #expect(notation(text) == expected)
    }

    @Test(arguments: [
        (frame(#""action":"state""#), "unreadable invalid body.state"),
        (frame(#""action":"state""#, #"{"state":"read"}"#), "unreadable invalid body.ids"),
        (frame(#""action":"state""#, #"{"state":"gone","ids":["m"]}"#), "unreadable invalid body.state"),
        (frame(#""action":"STATE""#, #"{"state":"Read","ids":["m",5,""]}"#), "read [m] id=x from=a to=b"),
        (frame(#""action":"typing""#, #"{"typing":"yes"}"#), "unreadable invalid body.typing"),
        (frame(#""action":"ack""#, #"{"ids":["m"]}"#), "delivered [m] id=x from=a to=b"),
        (frame(#""contentType":"SERVER_ACK""#), "unsupported SERVER_ACK {} id=x from=a to=b"),
        (frame(#""contentType":"client_ack""#), "unsupported client_ack {} id=x from=a to=b"),
        (frame(#""contentType":"TEXT""#, #"{"text":"t"}"#), #"text "t" id=x from=a to=b"#),
        (frame(#""contentType":"text""#, #"{"text":5}"#), #"unsupported text {"text":5} id=x from=a to=b"#),
        (frame(#""contentType":"image""#, #"{"u":[1.50]}"#), #"unsupported image {"u":[1.50]} id=x from=a to=b"#),
        (
            frame(#""contentType":"notification","action":"add""#, #"{"added":[]}"#),
            #"unsupported notification {"added":[]} id=x from=a to=b"#
        ),
        (
            frame(#""contentType":"notification","action":"add","chatId":"b""#, #"{"added":[{},5,"c"]}"#),
            "group +[c] -[] id=x from=a to=b chat=b group"
        ),
        (
            frame(#""type":"Group","chatid":"other""#, #"{"text":"t"}"#),
            #"text "t" id=x from=a to=b chat=b group"#
        ),
    ])
    func wordsAreComparedWithoutCaseAndNothingUnknownIsLost(text: String, expected: String) {
        #expect(notation(text) == expected)
    }

    @Test(arguments: [
        ("1795485067", " ts=1795485067000"), ("1795485067123", " ts=1795485067123"), ("-5", ""), (#""now""#, ""),
        ("1e400", ""), ("9223372036854775808", ""), ("1795485067123.5", ""),
    ])
    func onlyAPlausibleTimeIsTaken(written: String, expected: String) {
        let text = Self.frame(#""contentType":"text""#, #"{"text":"t","ts":\#(written)}"#)
        #expect(notation(text) == #"text "t" id=x from=a to=b"# + expected)
    }

    @Test func whatIsUnreadableIsKeptAsItCame() {
        let whole = Frame.text(#"{ "head" : { "from":"a" } }"#)
        #expect(codec.decode(whole) == [.unreadable(.missingField("head.to"), raw: whole)])

        let part = codec.decode(.text(#"[{"from":"a"},{"from":"a","to":"b","text":"t"}]"#))
        #expect(part.first == .unreadable(.missingField("head.to"), raw: .text(#"{"from":"a"}"#)))
        #expect(part.count == 2)
    }

    @Test func deepNestingStopsAtTheLimit() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(codec.decode(.text(deep)) == [.unreadable(.tooDeep(limit: 32), raw: .text(deep))])

        let objects = String(repeating: #"{"head":"#, count: 100_000)
        #expect(codec.decode(.text(objects)) == [.unreadable(.tooDeep(limit: 32), raw: .text(objects))])
    }

    @Test func stringsInStringsAreFollowedOnlySoFar() {
        var text = #"{"id":"x","from":"a","to":"b","text":"t"}"#
        for _ in 0..<3 { text = JSONValue.array([.string(text)]).text }
        #expect(notation(text) == #"text "t" id=x from=a to=b replay"#)

        for _ in 0..<9 { text = JSONValue.array([.string(text)]).text }
        #expect(notation(text) == "unreadable tooDeep(limit: 8)")
    }

    @Test func aNameLongerThanTheLimitIsNoName() {
        let long = String(repeating: "9", count: 257)
        #expect(notation(#"{"from":"a","to":"\#(long)","text":"t"}"#) == "unreadable invalid head.to")
        #expect(notation(#"{"from":"a","to":"b","msgId":"\#(long)"}"#) == "unreadable invalid id")
        #expect(notation(#"{"from":"a","to":"b","chatId":"\#(long)"}"#) == "unreadable invalid head.chatid")
    }

    @Test func aMillionValuesAreOneRefusal() {
        let text = "[" + String(repeating: "0,", count: 1_000_000) + "0]"
        #expect(codec.decode(.text(text)).notation == "unreadable tooManyValues(limit: 500000)")

        let fewer = "[" + String(repeating: "0,", count: 100_000) + "0]"
        #expect(codec.decode(.text(fewer)).notation == "unreadable notAnObject")
    }

    @Test func aFrameAboveTheSizeLimitIsNotParsed() {
        let text = #"""# + String(repeating: "a", count: 16 << 20) + #"""#
        #expect(codec.decode(.text(text)).notation == "unreadable tooLarge(limit: 16777216)")
    }

    @Test func aBinaryFrameIsKeptOnATextConnection() {
        let frame = Frame.binary([0x0D, 0x00, 0xFF])
        #expect(codec.decode(frame) == [.unreadable(.notJSON, raw: frame)])
    }
}
