import ChatModel
import ChatWire
import Testing

/// Every recorded frame of every design, and every frame of the phone app, through the readers.
@Suite struct FrameVectorTests {
    /// Old frames survive in the stores of newer servers, so each design's reader has to understand all of them.
    @Test(arguments: try (Vector.folders + ["app"]).flatMap { try Vector.frames(in: $0) })
    func aRecordedFrameSaysWhatTheExpectationsSay(vector: Vector) throws {
        let frame = try #require(vector.frame)
        let expected = try #require(Vector.expectations(for: vector.folder)[vector.name])

        for design in ServerDesign.all where vector.text != nil || design.capabilities.speaksBinary {
            #expect(design.codec.decode(frame).notation == expected, "\(design.name)")
        }
    }

    @Test func everyFolderHasItsExpectations() throws {
        for folder in Vector.folders + ["app"] {
            let frames = try Vector.frames(in: folder).map(\.name)
            #expect(try Set(frames) == Set(Vector.expectations(for: folder).keys), "\(folder)")
        }
    }

    @Test(arguments: try ["v2.8", "v3"].flatMap { try Vector.frames(in: $0) }.filter { $0.text == nil })
    func aBinaryFrameIsKeptOnATextConnection(vector: Vector) throws {
        let frame = try #require(vector.frame)
        #expect(ServerDesign.v2_8.codec.decode(frame) == [.unreadable(.notJSON, raw: frame)])
    }

    @Test(arguments: try Vector.derived(kind: "chat-id"))
    func aConversationOfTwoIsNamedAsThePhoneAppNamesIt(vector: DerivedVector) throws {
        let users = try #require(vector.input.array).compactMap { $0.string }.map { UserID($0) }
        let (one, other) = try (#require(users.first), #require(users.last))
        #expect(ConversationID.direct(one, other).rawValue == vector.expect.string)
    }

    /// Ids of the phone app may begin with a minus sign; its numbers are plain addresses.
    @Test(arguments: ServerDesign.all)
    func idsAndNumbersOfThePhoneAppAreWritten(design: ServerDesign) throws {
        for vector in try Vector.derived(kind: "app-message-id") {
            let id = try #require(vector.expect.string)
            let envelope = Envelope.sample(id: id, conversation: "c")
            #expect(try design.codec.decode(design.codec.encode(envelope)) == [.envelope(envelope)])
        }
        for number in try Vector.derived(kind: "phone-normalisation").compactMap(\.expect.string) {
            let envelope = Envelope.sample(to: number, conversation: "c")
            #expect(try design.codec.decode(design.codec.encode(envelope)) == [.envelope(envelope)])
        }
    }

    /// The hash is the phone app's own bookkeeping in `meta`, which no server delivers: our frames do without it, and
    /// the app's say nothing else with another hash.
    @Test(arguments: try Vector.derived(kind: "meta.contentHash-of-text"))
    func aContentHashChangesNothing(vector: DerivedVector) throws {
        let hash = try #require(vector.expect.string)
        let text = try #require(vector.input.string)
        let frame = JSONValue.object([
            .init("_v", .decimal("2.1")), .init("id", "m-1"), .init("meta", ["contentHash": .string(hash)]),
            .init("head", ["from": "a", "to": "b", "contentType": "text"]), .init("body", ["text": .string(text)]),
        ])
        let expected = Envelope(id: MessageID("m-1"), from: UserID("a"), to: "b", content: .text(text))
        #expect(ServerDesign.v2_5.codec.decode(.text(frame.text)) == [.envelope(expected)])
    }
}

extension ServerDesign: CustomTestStringConvertible {
    package var testDescription: String { name }
}
