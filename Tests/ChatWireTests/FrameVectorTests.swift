import ChatModel
import ChatWire
import Testing

/// Every recorded text frame of v2.8, and every frame of the phone app, through the codec in both directions.
@Suite struct FrameVectorTests {
    private let codec = ServerDesign.v2_8.codec

    @Test(arguments: try Vector.textFrames(in: "v2.8") + Vector.textFrames(in: "app"))
    func aRecordedFrameSaysWhatTheExpectationsSay(vector: Vector) throws {
        let folder = try #require(vector.name.split(separator: "/").first)
        let text = try #require(vector.text)

        let expected = try #require(Vector.expectations(for: String(folder))[vector.name])

        #expect(codec.decode(.text(text)).notation == expected)
    }

    /// What the test client of the recording and the phone app wrote, and a real server took.
    @Test(arguments: try honestFrames())
    func encodingWritesTheFieldsThatTheRealServerTook(vector: Vector) throws {
        let text = try #require(vector.text)
        guard case .envelope(let envelope) = codec.decode(.text(text)).first else {
            Issue.record("not an envelope")
            return
        }

        guard case .text(let written) = try codec.encode(envelope) else {
            Issue.record("not a text frame")
            return
        }

        let recorded = try JSONValue.parse(text)
        let ours = try JSONValue.parse(written)
        #expect(ours["id"] == recorded["id"])
        for member in recorded["head"]?.members ?? [] where !Self.inventedKeys.contains(member.name) {
            let our = ours["head"]?[member.name]
            #expect(
                our == member.value || our?.string?.lowercased() == member.value.string, "head.\(member.name)")
        }
        for member in recorded["body"]?.members ?? [] {
            #expect(ours["body"]?[member.name] == member.value, "body.\(member.name)")
        }
        #expect(codec.decode(.text(written)) == [.envelope(completed(envelope))])
    }

    /// Head keys that the recording's client made up, to see what the server does with them.
    private static let inventedKeys: Set = ["n", "o", "nul", "_mx"]

    /// The conversation is derived when the envelope names none.
    private func completed(_ envelope: Envelope) -> Envelope {
        var envelope = envelope
        if envelope.conversation == nil, envelope.content != .clientAcknowledgement {
            envelope.conversation = .direct(envelope.from, UserID(envelope.to))
        }
        return envelope
    }

    private static func honestFrames() throws -> [Vector] {
        let refused: Set = [
            // Malformed, forged or without an id on purpose.
            "016", "022", "023", "024", "025", "026", "036", "093", "123", "151", "170", "173", "176", "179", "180",
            "184", "186",
            // Forms of older apps; 204 is a receipt to a group, which no server delivers.
            "100", "101", "102", "204",
        ]
        let frames = try Vector.textFrames(in: "v2.8") + Vector.textFrames(in: "app")
        return frames.filter { vector in
            let number = vector.name.split(separator: "/").last?.prefix(3) ?? ""
            return vector.dir == "c2s" && !refused.contains(String(number))
        }
    }

    @Test func aTextCarriesItsTimeAndSequenceInTheBody() throws {
        var envelope = Envelope.sample(conversation: "919812345678919876543210", .text("hé\n\"\u{1F600}"))
        envelope.sentAt = Timestamp(milliseconds: 1_795_485_067_123)
        envelope.sequence = .max

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

    @Test func aClientAcknowledgementIsTheOneOfTheProtocolPage() throws {
        let frame = try codec.encode(.sample(from: bela, to: serverAddress, .clientAcknowledgement))

        let expected: JSONValue = [
            "_v": .decimal("2.1"), "id": "m-1",
            "head": [
                "type": "individual", "to": "server", "from": "+919812345678", "contentType": "CLIENT_ACK",
                "ephemeral": true,
            ], "body": [:],
        ]
        #expect(frame == .text(expected.text))
    }

    @Test func aReceiptForAGroupMessageGoesToItsAuthorAndNamesTheGroup() throws {
        let receipt = Envelope.sample(
            id: "r-1", from: bela, to: asha.rawValue, conversation: team, .receipt(.read, ids: [MessageID("gm-1")]))

        let frame = try codec.encode(receipt)

        #expect(codec.decode(frame) == [.envelope(receipt)])
    }
}
