import ChatModel
import ChatServer
import ChatWire
import NIOHTTP1
import Testing

/// Scenes that take a race or the failure of a part on the real servers, and are staged here by quirks of their own.
@Suite(.timeLimit(.minutes(1)))
struct DesignSceneTests {
    /// The two that lose what is for a socket that has just gone.
    private static let losing = ["v1", "v2.0"]

    @Test(arguments: Designs.all)
    func whatIsForASocketThatHasJustGoneIsLostOrKept(_ design: String) async throws {
        try await DesignRig.run(design, added: .hearsDisconnectsLate) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let (a, b) = (try await rig.connectInSilence(asha), try await rig.connectInSilence(bela))
            await b.close()
            try a.send("anybody there?", to: bela.user, id: "m-1")
            try await #expect(a.settle() == [])
            let isLost = Self.losing.contains(design)
            try await #expect(rig.server.keptMessages(for: bela.user).waiting == (isLost ? 0 : 1))
            let again = try await rig.connect(bela)
            if !isLost, rig.design.capabilities.replaysPending {
                try await #expect(again.next().content == .text("anybody there?"))
            }
            try await #expect(again.settle() == [])
        }
    }

    @Test(arguments: losing)
    func withTheQuirkFixedWhatIsForASocketThatHasGoneIsKept(_ design: String) async throws {
        try await DesignRig.run(design, fixed: .losesOnStaleMapping, added: .hearsDisconnectsLate) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let (a, b) = (try await rig.connectInSilence(asha), try await rig.connectInSilence(bela))
            await b.close()
            try a.send("anybody there?", to: bela.user, id: "m-1")
            try await #expect(a.settle() == [])
            let again = try await rig.connect(bela)
            try await #expect(again.next().content == .text("anybody there?"))
        }
    }

    @Test(arguments: Designs.all)
    func whatADeadGatewayCannotWriteWaitsForTheNextConnect(_ design: String) async throws {
        try await DesignRig.run(design, added: .cannotReachGateway) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let (a, b) = (try await rig.connect(asha), try await rig.connect(bela))
            await b.expectSilence()
            try a.send("hello", to: bela.user, id: "m-1")
            // Closed in order, so what it wrote is routed by then.
            await a.close()
            await b.expectSilence()
            try await #expect(rig.server.keptMessages(for: bela.user).waiting == 1)
            await b.close()
            let again = try await rig.connect(bela)
            guard rig.design.capabilities.replaysPending else { return await again.expectSilence() }
            try await #expect(again.next().content == .text("hello"))
        }
    }

    @Test func aFrameToNobodyBreaksTheStoreOfTheOldestUnlessTheQuirkIsFixed() async throws {
        for fixed in [Quirks(), .breaksStoreWithoutAddress] {
            try await DesignRig.run("v1", fixed: fixed) { rig in
                let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
                let a = try await rig.connectInSilence(asha)
                try a.send("before", to: bela.user, id: "m-1")
                a.socket.send(#"{"msgId":"q","from":"x","type":"text","text":"to nobody"}"#)
                try a.send("after", to: bela.user, id: "m-2")
                try await #expect(a.settle() == [])
                try await #expect(rig.server.keptMessages(for: bela.user).waiting == (fixed.isEmpty ? 1 : 2))
                let b = try await rig.connect(bela)
                guard !fixed.isEmpty else { return try await #expect(b.settle() == []) }
                for text in ["before", "after"] { try await #expect(b.next().content == .text(text)) }
            }
        }
    }

    @Test(arguments: ["v2.2", "v2.3", "v2.5", "v2.6", "v2.7"])
    func overNATSOnlyTheFirstOfABatchSurvives(_ design: String) async throws {
        for added in [Quirks(), .keepsFirstOfBatch] {
            try await DesignRig.run(design, fixed: .stopsOnPoison, added: added) { rig in
                let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
                let b = try await rig.connectInSilence(bela)
                let frames = try (1...3).map { number -> JSONValue in
                    let envelope = Envelope(
                        id: MessageID("m-\(number)"), from: asha.user, to: bela.user.rawValue,
                        content: .text("text \(number)"))
                    guard case .text(let text) = try rig.design.codec.encode(envelope) else { return .null }
                    return .string(text)
                }
                let answer = try await TestHTTP.request(
                    port: rig.server.port, .POST, design < "v2.6" ? "/messages" : "/v1.0/messages",
                    headers: rig.headers(of: asha), body: JSONValue.array(frames).text)
                #expect(answer.status == 201)
                let texts = (1...(added.isEmpty ? 3 : 1)).map { Envelope.Content.text("text \($0)") }
                try await #expect(b.settle() == texts)
            }
        }
    }

    /// The program itself never makes a call that could lose something there.
    @Test func ourOwnCallsToTheReleaseThatMayRunOverNATSCarryOneMessage() throws {
        #expect(ServerDesign.v2_7.capabilities.restSending?.batchLimit == 1)
    }

    @Test func aReplayThatCameTooLateComesNestedNextTime() async throws {
        try await DesignRig.run("v1", added: .nestsReplays) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let a = try await rig.connectInSilence(asha)
            for number in 1...2 { try a.send("text \(number)", to: bela.user, id: "m-\(number)") }
            try await #expect(a.settle() == [])
            let late = try await rig.connectInSilence(bela)
            await late.close()
            let event = await (try await rig.connect(bela)).socket.next()
            guard case .text(let text) = event else { throw TestSocket.Unexpected() }
            let outer = try #require(JSONValue.parse(text).array)
            #expect(outer.count == 1)
            let inner = try #require(outer.first?.string)
            #expect(try JSONValue.parse(inner).array?.count == 2)
            let envelopes = rig.design.codec.decode(.text(text)).compactMap { item -> Envelope? in
                guard case .envelope(let envelope) = item else { return nil }
                return envelope
            }
            #expect(envelopes.map(\.content) == [.text("text 1"), .text("text 2")])
            #expect(envelopes.filter(\.isReplay).count == 2)
        }
    }

    @Test(arguments: ["v1", "v2.5", "v2.8", "v3-protobuf"])
    func messagesOvertakeEachOtherLiveAndInAReplay(_ design: String) async throws {
        try await DesignRig.run(design, added: .reorders, longestHold: .milliseconds(300)) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let (a, b) = (try await rig.connectInSilence(asha), try await rig.connectInSilence(bela))
            for number in 1...4 { try a.send("text \(number)", to: bela.user, id: "m-\(number)") }
            for number in [2, 1, 4, 3] { try await #expect(b.next().content == .text("text \(number)")) }
            await b.close()
            guard rig.design.capabilities.replaysPending else { return }
            for number in 5...7 { try a.send("text \(number)", to: bela.user, id: "m-\(number)") }
            try await #expect(a.settle() == [])
            let again = try await rig.connect(bela)
            for number in [6, 5, 7] { try await #expect(again.next().content == .text("text \(number)")) }
        }
    }
}
