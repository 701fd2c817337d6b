import ChatModel
import ChatWire
import Foundation
import Testing

/// Sending and fetching messages by HTTP.
@Suite struct RESTMessageTests {
    /// The recorded request of this number, its frames read and sent again.
    @Test(arguments: [
        ("v2.2/061", ServerDesign.v2_2), ("v2.3/061", .v2_3), ("v2.5/058", .v2_5), ("v2.6/062", .v2_6),
        ("v2.7/064", .v2_7), ("v2.8/039", .v2_8), ("v2.8/148", .v2_8Protobuf), ("v3/058", .v3),
        ("v3/126", .v3Protobuf), ("app/400", .v2_5),
    ])
    func aSendIsAskedAndReadAsRecorded(name: String, design: ServerDesign) throws {
        let vector = try Vector.named(name)
        let body = try #require(vector.text)
        let items = try #require(JSONValue.parse(body).array).compactMap(\.string)
        let envelopes = items.prefix(design.capabilities.restSending?.batchLimit ?? 0).flatMap { item in
            let data = Data(base64Encoded: item).map { Frame.binary(Array($0)) }
            return design.codec.decode(data ?? .text(item)).compactMap { item -> Envelope? in
                guard case .envelope(let envelope) = item else { return nil }
                return envelope
            }
        }

        let request = try #require(try design.api.sendMessages(envelopes))

        #expect(request.method.rawValue == vector.method)
        #expect(request.path == vector.path)
        #expect(request.needsAuthentication)
        #expect(try JSONValue.parse(request.body).array?.count == envelopes.count)
        let ids = envelopes.compactMap(\.id)
        let answer = try #require(vector.answer)
        #expect(try design.api.readSentMessages(answer, of: ids) == Set(ids))
    }

    @Test func onlyMessagesThatTheServerNamesAreTaken() throws {
        let api = ServerDesign.v2_8.api
        let taken = try #require(Vector.named("v2.8/039").answer)
        let sent = [MessageID("r-2"), MessageID("r-9")]

        #expect(try api.readSentMessages(taken, of: sent) == [MessageID("r-2")])
        #expect(try api.readSentMessages(APIResponse(status: 201, body: "{}"), of: sent).isEmpty)
        #expect(throws: APIError.refused(status: 400, message: #""[0]" must be a string"#)) {
            try api.readSentMessages(#require(Vector.named("v2.8/044").answer), of: sent)
        }
        #expect(throws: APIError.unavailable(status: 500, retryAfterSeconds: nil)) {
            try api.readSentMessages(#require(Vector.named("v2.8/043").answer), of: sent)
        }
    }

    @Test func onV27EachMessageTravelsAlone() {
        #expect(throws: WireError.unwritable(reason: "a REST send carries 1 to 1 messages on this server design")) {
            try ServerDesign.v2_7.api.sendMessages([.sample(), .sample(id: "m-2")])
        }
    }

    // MARK: Pulling

    @Test func theOfflineMessagesOfV3AreAskedForAndRefusedAsRecorded() throws {
        for (name, design) in [("v3/021", ServerDesign.v3), ("v3/022", .v3Protobuf)] {
            let vector = try Vector.named(name)
            #expect(design.api.pullMessages()?.path == vector.path)
            #expect(throws: APIError.unavailable(status: 500, retryAfterSeconds: nil)) {
                try design.api.readPulledMessages(#require(vector.answer))
            }
        }
    }

    @Test func whatTheRepairedServerWouldAnswerIsAReplay() throws {
        let frame = try #require(Vector.named("v3/010").text)
        let binary = try #require(Vector.named("v3/075").base64.flatMap { Data(base64Encoded: $0) })
        let numbers = binary.map { String($0) }.joined(separator: ",")

        let text = try ServerDesign.v3.api.readPulledMessages(
            APIResponse(status: 200, body: #"{"messages":[\#(frame),5]}"#))
        let bytes = try ServerDesign.v3Protobuf.api.readPulledMessages(
            APIResponse(status: 200, body: #"{"messages":[{"type":"Buffer","data":[\#(numbers)]}]}"#))

        #expect(text.notation.hasPrefix(#"text "hello" id=m-1"#))
        #expect(text.notation.hasSuffix(" replay | unreadable notAnObject"))
        #expect(bytes.notation.hasPrefix(#"text "hello binary" id=bm-1"#))
        #expect(bytes.notation.hasSuffix(" replay"))
        #expect(throws: APIError.unreadable("no messages in the answer")) {
            try ServerDesign.v3.api.readPulledMessages(APIResponse(status: 200, body: "{}"))
        }
    }
}
