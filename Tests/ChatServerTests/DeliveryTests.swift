import ChatModel
import ChatServer
import ChatWire
import NIOHTTP1
import Testing

/// One to one: what arrives, what is kept, what is acknowledged.
@Suite(.timeLimit(.minutes(1)))
struct DeliveryTests {
    @Test func aMessageToSomebodyOnlineArrivesAndIsAcknowledged() async throws {
        try await TestServer.run { server in
            let (asha, bela) = (try await server.login(People.asha), try await server.login(People.bela))
            let (a, b) = (try await server.connect(asha, ack: true), try await server.connect(bela))

            a.send(asha.text("hello", id: "m-1", to: bela.user.rawValue))

            let arrived = try await b.nextJSON()
            #expect(arrived["_v"] == .decimal("2.1"))
            #expect(arrived["id"]?.string == "m-1")
            #expect(arrived["head"]?["type"]?.string == "INDIVIDUAL")
            #expect(arrived["head"]?["from"]?.string == asha.user.rawValue)
            #expect(arrived["head"]?["contentType"]?.string == "text")
            #expect(arrived["body"] == ["text": "hello"])
            #expect(arrived["text"]?.string == "hello")
            #expect(arrived["meta"] == nil)

            let ack = try await a.nextJSON()
            #expect(ack["id"]?.string == "m-1")
            #expect(ack["head"]?["contentType"]?.string == "SERVER_ACK")
            #expect(ack["head"]?["from"]?.string == "server")
            #expect(ack["head"]?["to"]?.string == asha.user.rawValue)
            #expect(ack["body"] == .object([]))
        }
    }

    @Test func withoutTheFlagNothingIsAcknowledged() async throws {
        try await TestServer.run { server in
            let asha = try await server.login(People.asha)
            let a = try await server.connect(asha)
            a.send(asha.text("hello", id: "m-1", to: People.bela.rawValue))
            await a.expectPong()
        }
    }

    @Test func storedMessagesAreReplayedInOrderOneFrameEach() async throws {
        try await TestServer.run { server in
            let (asha, bela) = (try await server.login(People.asha), try await server.login(People.bela))
            let a = try await server.connect(asha)
            for index in 0..<450 { a.send(asha.text("text \(index)", id: "m-\(index)", to: bela.user.rawValue)) }
            await a.expectPong()
            try await #expect(server.waiting(for: bela) == 450)

            let b = try await server.connect(bela, isSilent: false)
            for index in 0..<450 { try await #expect(b.nextJSON()["id"]?.string == "m-\(index)") }
            await b.expectPong()
            try await #expect(server.waiting(for: bela) == 0)
            try await #expect(server.sent(to: bela) == 450)
        }
    }

    @Test func aClientAcknowledgementDeletesTheRow() async throws {
        try await TestServer.run { server in
            let (asha, bela) = (try await server.login(People.asha), try await server.login(People.bela))
            let (a, b) = (try await server.connect(asha), try await server.connect(bela, ack: true))
            a.send(asha.text("hello", id: "m-1", to: bela.user.rawValue))
            _ = try await b.nextJSON()
            try await #expect(server.sent(to: bela) == 1)

            b.send(bela.acknowledgement(of: "m-1"))
            await b.expectPong()
            try await #expect(server.sent(to: bela) == 0)
        }
    }

    @Test func whatWasWrittenOnceIsNeverReplayed() async throws {
        try await TestServer.run { server in
            let (asha, bela) = (try await server.login(People.asha), try await server.login(People.bela))
            let (a, b) = (try await server.connect(asha), try await server.connect(bela))
            a.send(asha.text("hello", id: "m-1", to: bela.user.rawValue))
            _ = try await b.nextJSON()
            await b.close()

            let again = try await server.connect(bela)
            await again.expectPong()
            try await #expect(server.sent(to: bela) == 1)
        }
    }

    @Test func withTheQuirkFixedWhatWasNotAcknowledgedComesAgain() async throws {
        try await TestServer.run(.quiet(fixed: .marksSentOnWrite)) { server in
            let (asha, bela) = (try await server.login(People.asha), try await server.login(People.bela))
            let (a, b) = (try await server.connect(asha), try await server.connect(bela))
            a.send(asha.text("kept", id: "m-1", to: bela.user.rawValue))
            a.send(asha.text("acknowledged", id: "m-2", to: bela.user.rawValue))
            _ = try await b.nextJSON()
            _ = try await b.nextJSON()
            b.send(bela.acknowledgement(of: "m-2"))
            await b.expectPong()
            await b.close()

            let again = try await server.connect(bela, isSilent: false)
            try await #expect(again.nextJSON()["id"]?.string == "m-1")
            await again.expectPong()
        }
    }

    @Test func typingReachesThoseOnlineAndIsNeverStored() async throws {
        try await TestServer.run { server in
            let (asha, bela) = (try await server.login(People.asha), try await server.login(People.bela))
            let a = try await server.connect(asha, ack: true)
            a.send(asha.typing(to: bela.user.rawValue))
            try await #expect(a.nextJSON()["id"]?.string == "typing")
            try await #expect(server.waiting(for: bela) == 0)

            let b = try await server.connect(bela)
            a.send(asha.typing(to: bela.user.rawValue))
            let typing = try await b.nextJSON()
            #expect(typing["head"]?["ephemeral"]?.bool == true)
            #expect(typing["body"] == ["typing": true])
            try await #expect(server.sent(to: bela) == 0)
        }
    }

    @Test func aMessageForSomebodyOfflineIsPushed() async throws {
        try await TestServer.run { server in
            let (asha, bela) = (try await server.login(People.asha), try await server.login(People.bela))
            let a = try await server.connect(asha)
            a.send(asha.text("hello", id: "m-1", to: bela.user.rawValue))
            a.send(asha.typing(to: bela.user.rawValue))
            await a.expectPong()

            let pushes = await server.server.pushes
            #expect(pushes.map(\.token) == ["push-+919812345678"])
            try #expect(JSONValue.parse(try #require(pushes.first).payload)["text"]?.string == "hello")
        }
    }

    @Test func aBacklogThatIsTooLargeIsNeverReplayed() async throws {
        try await TestServer.run { server in
            let (asha, bela) = (try await server.login(People.asha), try await server.login(People.bela))
            try await fill(server, from: asha, to: bela)
            let b = try await server.connect(bela)
            await b.expectPong()
            try await #expect(server.waiting(for: bela) == 300)
        }
    }

    @Test func withTheQuirkFixedALargeBacklogIsReplayed() async throws {
        try await TestServer.run(.quiet(fixed: .jamsOnBacklog)) { server in
            let (asha, bela) = (try await server.login(People.asha), try await server.login(People.bela))
            try await fill(server, from: asha, to: bela)
            let b = try await server.connect(bela, isSilent: false)
            for index in 0..<300 { try await #expect(b.nextJSON()["id"]?.string == "m-\(index)") }
        }
    }

    private func fill(_ server: TestServer, from sender: Account, to receiver: Account) async throws {
        let socket = try await server.connect(sender)
        let text = String(repeating: "x", count: 1000)
        for index in 0..<300 { socket.send(sender.text(text, id: "m-\(index)", to: receiver.user.rawValue)) }
        await socket.expectPong()
    }

    @Test func aLargeFrameIsAcknowledgedButNotDeliveredLive() async throws {
        try await TestServer.run { server in
            let (asha, bela) = (try await server.login(People.asha), try await server.login(People.bela))
            let (a, b) = (try await server.connect(asha, ack: true), try await server.connect(bela))
            a.send(asha.text(String(repeating: "x", count: 70_000), id: "large", to: bela.user.rawValue))
            try await #expect(a.nextJSON()["id"]?.string == "large")
            await b.expectPong()
            a.send(asha.text(String(repeating: "x", count: 1_100_000), id: "huge", to: bela.user.rawValue))
            await a.expectPong()
        }
    }

    @Test func anAddressIsCutAtItsFirstDot() async throws {
        try await TestServer.run { server in
            let asha = try await server.login(People.asha)
            let dot = try await server.login(UserID("dot"))
            let (a, d) = (try await server.connect(asha), try await server.connect(dot))
            a.send(asha.text("cut", id: "m-1", to: "dot.ted"))
            try await #expect(d.nextJSON()["text"]?.string == "cut")
        }
    }

    @Test func theDataFileSurvivesARestart() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let options = LocalServerOptions.quiet(storage: .file(directory.path + "/server.sqlite"))
        var accounts: [Account] = []
        try await TestServer.run(options) { server in
            accounts = [try await server.login(People.asha), try await server.login(People.bela)]
            let a = try await server.connect(accounts[0])
            a.send(accounts[0].text("before", id: "m-1", to: People.bela.rawValue))
            await a.expectPong()
        }
        try await TestServer.run(options) { server in
            let b = try await server.connect(accounts[1], isSilent: false)
            try await #expect(b.nextJSON()["text"]?.string == "before")
            let code = await server.server.issueCode(for: People.asha)
            let login = try await server.request(
                .POST, "/login", headers: ["token": code],
                body: #"{"username":"+919876543210","notificationToken":"none"}"#)
            try #expect(login.json["isNew"]?.bool == false)
        }
    }
}
