import ChatModel
import ChatServer
import ChatWire
import Testing

/// One-to-one messages on every design.
@Suite(.timeLimit(.minutes(1)))
struct DesignMessageTests {
    @Test(arguments: Designs.all)
    func aTextReachesSomebodyOnline(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let (a, b) = (try await rig.connectInSilence(asha), try await rig.connectInSilence(bela))
            try a.send("नमस्ते 👋🏽", to: bela.user, id: "m-1")
            let arrived = try await b.next()
            #expect(arrived.content == .text("नमस्ते 👋🏽"))
            #expect(arrived.id == MessageID("m-1"))
            #expect(arrived.from == asha.user)
            #expect(!arrived.isGroup)
        }
    }

    @Test(arguments: Designs.replaying)
    func textsForSomebodyOfflineComeInOrderWhenTheyConnect(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let a = try await rig.connectInSilence(asha)
            for number in 1...5 { try a.send("text \(number)", to: bela.user, id: "m-\(number)") }
            try await #expect(a.settle() == [])
            let b = try await rig.connect(bela)
            for number in 1...5 { try await #expect(b.next().content == .text("text \(number)")) }
            try await #expect(b.settle() == [])
        }
    }

    @Test(arguments: ["v3", "v3-protobuf"])
    func textsForSomebodyOfflineWaitToBeFetched(_ design: String) async throws {
        try await DesignRig.run(design, fixed: .failsToPull) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let a = try await rig.connectInSilence(asha)
            try a.send("hello", to: bela.user, id: "m-1")
            try await #expect(a.settle() == [])
            let b = try await rig.connectInSilence(bela)
            let pull = try #require(rig.design.api.pullMessages())
            let items = try rig.design.api.readPulledMessages(try await rig.call(pull, as: bela))
            guard case .envelope(let envelope)? = items.first else { throw TestSocket.Unexpected() }
            #expect(envelope.content == .text("hello"))
            try b.send(.clientAcknowledgement, to: serverAddress, id: "m-1")
            try await #expect(b.settle() == [])
            try await #expect(rig.design.api.readPulledMessages(rig.call(pull, as: bela)) == [])
        }
    }

    @Test(arguments: ["v3", "v3-protobuf"])
    func fetchingFailsAndNothingIsReplayed(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let a = try await rig.connectInSilence(asha)
            try a.send("lost", to: bela.user, id: "m-1")
            try await #expect(a.settle() == [])
            _ = try await rig.connectInSilence(bela)
            let pull = try #require(rig.design.api.pullMessages())
            try await #expect(rig.call(pull, as: bela).status == 500)
        }
    }

    @Test(arguments: Designs.replaying)
    func whatWasWrittenOnceNeverComesAgain(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let (a, b) = (try await rig.connectInSilence(asha), try await rig.connectInSilence(bela))
            try a.send("once", to: bela.user, id: "m-1")
            try await #expect(b.next().content == .text("once"))
            try await #expect(a.settle() == [])
            await b.close()
            _ = try await rig.connectInSilence(bela)
        }
    }

    /// The retry of the design documents, which the released servers have only on paper.
    @Test(arguments: Designs.forArrays.filter { $0 != "v2.0" } + ["v2.8", "v2.8-protobuf"])
    func whatWasNotAcknowledgedComesAgainOnceTheQuirkIsFixed(_ design: String) async throws {
        try await DesignRig.run(design, fixed: [.deletesOnWrite, .marksSentOnWrite]) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            // A probe would be kept too, and might come again with the replay.
            let (a, b) = (try await rig.connect(asha), try await rig.connect(bela))
            try a.send("first", to: bela.user, id: "m-1")
            try await #expect(b.next().content == .text("first"))
            await b.close()

            let again = try await rig.connect(bela)
            try await #expect(again.next().content == .text("first"))
            if rig.design.capabilities.wantsClientAcknowledgement {
                try again.send(.clientAcknowledgement, to: serverAddress, id: "m-1")
            } else {
                try again.send(.receipt(.delivered, ids: [MessageID("m-1")]), to: asha.user.rawValue, id: "r-1")
                try await #expect(a.next().content == .receipt(.delivered, ids: [MessageID("m-1")]))
            }
            try again.send("after", to: asha.user, id: "m-2")
            try await #expect(a.next().content == .text("after"))
            await again.close()

            let last = try await rig.connect(bela)
            try await #expect(last.settle() == [])
        }
    }

    @Test(arguments: Designs.forArrays.dropFirst())
    func aLateSaveMakesAMessageComeTwice(_ design: String) async throws {
        try await DesignRig.run(design, added: .savesLate) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let (a, b) = (try await rig.connectInSilence(asha), try await rig.connectInSilence(bela))
            try a.send("twice", to: bela.user, id: "m-1")
            // The probes of the connections come twice as well, now or later.
            while try await b.next().content != .text("twice") {}
            // By then it is saved.
            _ = try await a.settle()
            await b.close()
            let again = try await rig.connect(bela)
            while try await again.next().content != .text("twice") {}
        }
    }

    @Test(arguments: Designs.carryingReceipts)
    func aReceiptReachesTheAuthor(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let (a, b) = (try await rig.connectInSilence(asha), try await rig.connectInSilence(bela))
            let receipt = Envelope.Content.receipt(.read, ids: [MessageID("m-1")])
            try b.send(receipt, to: asha.user.rawValue, id: "r-1")
            let arrived = try await a.next()
            #expect(arrived.content == receipt)
            #expect(arrived.from == bela.user)
        }
    }

    @Test(arguments: Designs.sendingByREST)
    func aTextSentByRESTArrives(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let b = try await rig.connectInSilence(bela)
            let envelope = Envelope(
                id: MessageID("m-1"), from: asha.user, to: bela.user.rawValue, content: .text("by REST"))
            let request = try #require(try rig.design.api.sendMessages([envelope]))
            let answer = try await rig.call(request, as: asha)
            #expect(try rig.design.api.readSentMessages(answer, of: [MessageID("m-1")]) == [MessageID("m-1")])
            try await #expect(b.next().content == .text("by REST"))
        }
    }

    @Test(arguments: Designs.all)
    func somebodyOfflineIsPushedTo(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela, pushToken: "phone"))
            let a = try await rig.connectInSilence(asha)
            try a.send("wake up", to: bela.user, id: "m-1")
            try await #expect(a.settle() == [])
            let pushes = await rig.server.pushes
            guard rig.design.release != "v1" else { return #expect(pushes == []) }
            #expect(pushes.map(\.receiver) == [bela.user])
            #expect(pushes.map(\.token) == ["phone"])
            #expect(pushes.first?.payload.contains("wake up") == true)
        }
    }
}
