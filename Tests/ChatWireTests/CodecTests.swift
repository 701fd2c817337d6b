import ChatModel
import ChatWire
import Testing

/// The exact frames that the codecs write.
@Suite struct CodecTests {
    private let said = Timestamp(milliseconds: 1_795_485_067_123)

    private func text(isGroup: Bool = false) -> Envelope {
        var envelope =
            isGroup ? Envelope.sample(to: team, conversation: team, isGroup: true) : .sample(conversation: directID)
        envelope.sentAt = said
        envelope.sequence = .max
        return envelope
    }

    private let directID = "919812345678919876543210"

    @Test func aTextCarriesItsTimeAndSequenceInTheBody() throws {
        var envelope = text()
        envelope.content = .text("hé\n\"\u{1F600}")
        let codec = ServerDesign.v2_8.codec

        let frame = try codec.encode(envelope)

        #expect(
            frame
                == .text(
                    #"{"_v":2.1,"id":"m-1","head":{"to":"+919812345678","from":"+919876543210","action":"message","#
                        + #""chatid":"919812345678919876543210","type":"individual","contentType":"text","#
                        + #""category":"message","ephemeral":false},"body":{"text":"hé\n\"😀","state":"new","#
                        + #""ts":1795485067123,"seq":9223372036854775807}}"#))
        #expect(codec.decode(frame) == [.envelope(envelope)])
    }

    /// Servers up to v2.7 write their own clock over `ts`, so ours travels under another name.
    @Test func olderServersCannotOverwriteTheAuthorsClock() throws {
        let frame = try ServerDesign.v2_0.codec.encode(text())

        #expect(
            frame
                == .text(
                    #"{"_v":2.0,"id":"m-1","head":{"to":"+919812345678","from":"+919876543210","action":"message","#
                        + #""chatid":"919812345678919876543210","type":"individual","contentType":"text"},"#
                        + #""meta":{"createdAt":1795485067123},"body":{"text":"hello","state":"new","#
                        + #""sentAt":1795485067123,"seq":9223372036854775807}}"#))
        let delivered = #"[{"head":{"from":"a","to":"b"},"body":{"text":"t","sentAt":1795485067123,"ts":1795485999}}]"#
        #expect(ServerDesign.v2_0.codec.decode(.text(delivered)).notation.hasSuffix(" ts=1795485067123"))
    }

    @Test func theFlatFormRoutesByItsType() throws {
        let codec = ServerDesign.v1.codec

        #expect(
            try codec.encode(text(isGroup: true))
                == .text(
                    #"{"msgId":"m-1","to":"\#(team)","from":"+919876543210","type":"group","chatId":"\#(team)","#
                        + #""text":"hello","state":"new","ts":1795485067123,"seq":9223372036854775807}"#))
        for envelope in [text(), text(isGroup: true)] {
            #expect(try codec.decode(codec.encode(envelope)) == [.envelope(envelope)])
        }
    }

    @Test func typingSaysWhereTheServerLooksThatItMustNotBeStored() throws {
        guard case .text(let frame) = try ServerDesign.v2_5.codec.encode(.sample(.typing(true))) else {
            Issue.record("not a text frame")
            return
        }
        #expect(try JSONValue.parse(frame)["meta"] == ["ephemeral": true])
    }

    @Test func aClientAcknowledgementIsTheOneOfTheProtocolPage() throws {
        let acknowledgement = Envelope.sample(from: bela, to: serverAddress, .clientAcknowledgement)
        let expected: JSONValue = [
            "_v": .decimal("2.1"), "id": "m-1",
            "head": [
                "type": "individual", "to": "server", "from": "+919812345678", "contentType": "CLIENT_ACK",
                "ephemeral": true,
            ], "body": [:],
        ]
        for design in [ServerDesign.v2_8, .v3] {
            #expect(try design.codec.encode(acknowledgement) == .text(expected.text))
        }
        guard case .binary(let bytes) = try ServerDesign.v3Protobuf.codec.encode(acknowledgement) else {
            Issue.record("not a binary frame")
            return
        }
        let message = try #require(DecodedMessage(bytes))
        #expect(message.type == "CLIENT_ACK")
        #expect(message.channel == "INDIVIDUAL")
        #expect(message.ephemeral == true)
        #expect(message.destination == "server")
        #expect(message.content == nil)
        #expect(message.meta == nil)
    }

    @Test(arguments: ServerDesign.all.filter { $0.capabilities.carriesReceipts })
    func aReceiptForAGroupMessageGoesToItsAuthorAndNamesTheGroup(design: ServerDesign) throws {
        let receipt = Envelope.sample(
            id: "r-1", from: bela, to: asha.rawValue, conversation: team, .receipt(.read, ids: [MessageID("gm-1")]))

        #expect(try design.codec.decode(design.codec.encode(receipt)) == [.envelope(receipt)])
    }

    /// Capabilities and codecs must not contradict each other: what a design cannot say, its codec does not write.
    @Test(arguments: ServerDesign.all)
    func aCodecWritesWhatTheCapabilitiesPromise(design: ServerDesign) {
        func writes(_ envelope: Envelope) -> Bool { (try? design.codec.encode(envelope)) != nil }
        let can = design.capabilities

        #expect(writes(.sample()))
        #expect(writes(.sample(to: team, isGroup: true)))
        #expect(writes(.sample(.receipt(.delivered, ids: [MessageID("m")]))) == can.carriesReceipts)
        #expect(writes(.sample(.typing(true))) == can.carriesTyping)
        #expect(writes(.sample(to: team, isGroup: true, .typing(true))) == can.carriesGroupTyping)
        #expect(writes(.sample(to: serverAddress, .clientAcknowledgement)) == can.wantsClientAcknowledgement)
    }
}
