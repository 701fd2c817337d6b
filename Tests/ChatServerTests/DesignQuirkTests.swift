import ChatModel
import ChatServer
import ChatWire
import Logging
import NIOHTTP1
import Testing

/// The defects that a client has to survive, and that each can be switched off.
@Suite(.timeLimit(.minutes(1)))
struct DesignQuirkTests {
    private static let poison = ["{bad", "", "ping", "null", #"{"_v":2,"id":"x"}"#]

    /// A recorded frame that is no message, and the design of which it was recorded.
    struct Recorded: Sendable, CustomTestStringConvertible {
        var design: String
        var frame: String
        var testDescription: String { "\(design): \(frame)" }
    }

    private static func recorded(_ word: String) throws -> [Recorded] {
        try ["v2.2", "v2.3", "v2.5", "v2.6", "v2.7"].flatMap { design in
            try Vector.recorded(of: design).filter { $0.name.contains(word) }.compactMap { vector in
                vector.text.map { Recorded(design: design, frame: $0) }
            }
        }
    }

    @Test func thereAreRecordedFramesOfBothKinds() throws {
        #expect(try Self.recorded("-poison-").count == 29)
        #expect(try Self.recorded("-harmless-").count == 20)
    }

    @Test(arguments: try recorded("-poison-"))
    func aPoisonFrameStopsEverybodysMessagesAndIsLogged(_ recorded: Recorded) async throws {
        let (design, frame) = (recorded.design, recorded.frame)
        let (lines, continuation) = AsyncStream<String>.makeStream()
        let log = Logger(label: "test") { _ in LineCollector(continuation) }
        try await DesignRig.run(design, log: log) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let (a, b) = (try await rig.connectInSilence(asha), try await rig.connectInSilence(bela))
            a.socket.send(frame)
            for await line in lines where line.contains("no longer routed") { break }
            try b.send("into the void", to: bela.user, id: "m-1")
            // Still connected, and still nothing but the pong.
            await b.expectSilence()
        }
    }

    @Test(arguments: try recorded("-harmless-"))
    func aRecordedOddFrameHarmsNobody(_ recorded: Recorded) async throws {
        try await DesignRig.run(recorded.design) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let (a, b) = (try await rig.connectInSilence(asha), try await rig.connectInSilence(bela))
            a.socket.send(recorded.frame)
            try await #expect(a.settle() == [])
            try a.send("still alive", to: bela.user, id: "m-1")
            try await #expect(b.next().content == .text("still alive"))
        }
    }

    /// Taken with success, unlike by v2.7, which refuses it.
    @Test(arguments: ["v2.2", "v2.3", "v2.5", "v2.6", "v2.7"])
    func anObjectSentByRESTIsPoisonUntilBodiesAreChecked(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let (a, b) = (try await rig.connectInSilence(asha), try await rig.connectInSilence(bela))
            let path = design < "v2.6" ? "/messages" : "/v1.0/messages"
            let answer = try await TestHTTP.request(
                port: rig.server.port, .POST, path, headers: rig.headers(of: asha), body: #"[{"_v":2,"id":"r"}]"#)
            try a.send("into the void", to: bela.user, id: "m-1")
            if design == "v2.7" {
                #expect(answer.status == 400)
                try await #expect(b.next().content == .text("into the void"))
            } else {
                #expect(answer.status == 201)
                await a.close()
                await b.expectSilence()
            }
        }
    }

    @Test(arguments: Designs.all, poison)
    func withTheQuirkFixedABadFrameIsDropped(_ design: String, _ frame: String) async throws {
        try await DesignRig.run(design, fixed: .stopsOnPoison) { rig in
            let a = try await rig.connectInSilence(try await rig.logIn(People.asha))
            a.socket.send(frame)
            try await #expect(a.settle() == [])
        }
    }

    @Test(arguments: Designs.forArrays)
    func aBacklogOfAMegabyteJams(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            try await fill(rig, from: asha, to: bela)
            _ = try await rig.connectInSilence(bela)
            try await #expect(rig.server.keptMessages(for: bela.user).waiting == 80)
        }
    }

    @Test(arguments: Designs.forArrays)
    func withTheQuirkFixedABacklogOfAMegabyteComes(_ design: String) async throws {
        try await DesignRig.run(design, fixed: .jamsOnBacklog) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            try await fill(rig, from: asha, to: bela)
            let b = try await rig.connect(bela)
            for number in 1...80 { try await #expect(b.next().id == MessageID("m-\(number)")) }
        }
    }

    /// Texts travel twice in these designs, so that half a megabyte of them is enough.
    private func fill(_ rig: DesignRig, from sender: Person, to receiver: Person) async throws {
        let socket = try await rig.connectInSilence(sender)
        let text = String(repeating: "x", count: 8000)
        for number in 1...80 { try socket.send(text, to: receiver.user, id: "m-\(number)") }
        try await #expect(socket.settle() == [])
    }

    @Test(arguments: Designs.forArrays)
    func typingForSomebodyOfflineIsStoredUnlessTheQuirkIsFixed(_ design: String) async throws {
        for fixed in [Quirks(), .storesTyping] {
            try await DesignRig.run(design, fixed: fixed) { rig in
                let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
                let a = try await rig.connectInSilence(asha)
                let frame = typing(to: bela.user.rawValue, isGroup: false)
                a.socket.send(frame)
                try await #expect(a.settle() == [])
                try await #expect(rig.server.keptMessages(for: bela.user).waiting == (fixed.isEmpty ? 1 : 0))
            }
        }
    }

    private func typing(to address: String, isGroup: Bool) -> String {
        """
        {"_v":2.1,"id":"ty","meta":{},"head":{"to":"\(address)","from":"\(People.asha.rawValue)","action":"typing",\
        "chatid":"c","type":"\(isGroup ? "group" : "individual")","contentType":"notification","category":"system",\
        "ephemeral":true},"body":{"typing":true}}
        """
    }

    @Test(arguments: ["v2.5", "v2.6", "v2.7"])
    func withTheQuirkFixedGroupTypingReachesMembers(_ design: String) async throws {
        try await DesignRig.run(design, fixed: .dropsGroupSystem) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let (a, b) = (try await rig.connectInSilence(asha), try await rig.connectInSilence(bela))
            let id = try await rig.createGroup(of: [bela.user], by: asha)
            _ = try await b.settle()
            a.socket.send(typing(to: id.rawValue, isGroup: true))
            _ = try await a.settle()
            try await #expect(b.settle().contains(.typing(true)))
        }
    }

    @Test(arguments: Designs.carryingReceipts)
    func groupTypingReachesMembersWhereTheDesignCarriesIt(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let (a, b) = (try await rig.connectInSilence(asha), try await rig.connectInSilence(bela))
            let id = try await rig.createGroup(of: [bela.user], by: asha)
            _ = try await b.settle()
            // The program itself does not write these where they reach nobody.
            a.socket.send(typing(to: id.rawValue, isGroup: true))
            _ = try await a.settle()
            let isCarried = rig.design.capabilities.carriesGroupTyping
            try await #expect(b.settle().contains(.typing(true)) == isCarried)
        }
    }

    @Test(arguments: Designs.all)
    func anOldSocketsCloseOrphansTheNewOneUnlessTheQuirkIsFixed(_ design: String) async throws {
        for fixed in [Quirks(), .eitherSocketUnmaps] {
            try await DesignRig.run(design, fixed: fixed) { rig in
                let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
                let a = try await rig.connectInSilence(asha)
                let old = try await rig.connectInSilence(bela)
                let new = try await rig.connectInSilence(bela)
                await old.close()
                try a.send("anybody there?", to: bela.user, id: "m-1")
                try await #expect(a.settle() == [])
                if fixed.isEmpty {
                    await new.expectSilence()
                } else {
                    try await #expect(new.next().content == .text("anybody there?"))
                }
            }
        }
    }

    @Test func everyQuirkHasANameAndEveryDesignKnowsItsOwn() {
        for design in DesignBehaviour.all {
            #expect(
                design.quirks.names.compactMap { Quirks(name: $0) }.reduce(Quirks()) { $0.union($1) } == design.quirks)
        }
    }
}
