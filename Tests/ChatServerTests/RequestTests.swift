import ChatModel
import ChatServer
import ChatWire
import NIOHTTP1
import Testing

/// The HTTP side: paths, validation, contact sync, sending by REST.
@Suite(.timeLimit(.minutes(1)))
struct RequestTests {
    @Test(arguments: ["/", "/auth", "/send", "/groups", "/v1.0/groups", "/profile", "/v1.1/login", "/channels"])
    func aPathThatTheFrontDoesNotKnowGetsItsPage(_ path: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.request(.GET, path)
            #expect(answer.status == 404)
            #expect(answer.headers.first(name: "content-type") == "text/html")
            #expect(answer.body.contains("<title>404 Not Found</title>"))
        }
    }

    @Test func aRouteThatTheServiceDoesNotKnowGetsItsJSON() async throws {
        try await TestServer.run { server in
            let asha = try await server.login(People.asha)
            for path in ["/v1.0/profile/nothing", "/v1.0/messages", "/v1.0/assets/nothing"] {
                let answer = try await server.request(.GET, path, as: asha)
                #expect(answer.status == 404)
                #expect(answer.body == #"{"statusCode":404,"error":"Not Found","message":"Not Found"}"#)
                try await #expect(server.request(.GET, path).status == 401)
            }
        }
    }

    @Test func theSocketsPathWithoutItsSlashRedirects() async throws {
        try await TestServer.run { server in
            let answer = try await server.request(.GET, "/v1.0/wss?ack=true")
            #expect(answer.status == 301)
            #expect(answer.headers.first(name: "location") == "/wss/?ack=true")
        }
    }

    @Test(arguments: [
        ("{}", #""username" is required\#n"notificationToken" is required"#),
        ("", #""value" must be of type object"#),
        ("{bad", "Invalid request payload JSON format"),
        (#"{"username":"+91","notificationToken":null}"#, #""notificationToken" must be a string"#),
        (#"{"username":"+91","notificationToken":""}"#, #""notificationToken" is not allowed to be empty"#),
        (#"{"username":"+91","notificationToken":"n","extra":1}"#, #""extra" is not allowed"#),
        (#"{"username":"+91","notificationToken":"n","messageVersion":"x"}"#, #""messageVersion" must be a number"#),
    ])
    func aLoginThatIsMalformedSaysWhy(_ body: String, _ message: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.request(.POST, "/v1.0/login", body: body)
            #expect(answer.status == 400)
            try #expect(answer.json["message"]?.string == message)
            try #expect(answer.json["error"]?.string == "Bad Request")
        }
    }

    @Test func contactSyncAnswersTheRegisteredOnesOnly() async throws {
        try await TestServer.run { server in
            let asha = try await server.login(People.asha)
            _ = try await server.login(People.bela)
            let body = #"{"users":["+919876543210","+919812345678","+919800000003"]}"#
            for path in ["/v1.0/contactbook/sync", "/contactbook/sync", "/profile/user/sync"] {
                let answer = try await server.request(.POST, path, as: asha, body: body)
                #expect(answer.body == #"{"+919876543210":true,"+919812345678":true}"#)
            }
        }
    }

    @Test func contactSyncWithoutUsersDependsOnTheRoute() async throws {
        try await TestServer.run { server in
            let asha = try await server.login(People.asha)
            let refused = try await server.request(.POST, "/v1.0/contactbook/sync", as: asha, body: "{}")
            #expect(refused.status == 400)
            try #expect(refused.json["message"]?.string == #""users" is required"#)
            try await #expect(server.request(.POST, "/profile/user/sync", as: asha, body: "{}").body == "{}")
            try await #expect(server.request(.POST, "/profile/user/sync", as: asha).status == 500)
        }
    }

    @Test func aBodyAboveAMegabyteIsRefusedByTheFront() async throws {
        try await TestServer.run { server in
            let asha = try await server.login(People.asha)
            let body = #"{"users":[""# + String(repeating: "9", count: 1 << 20) + #""]}"#
            let answer = try await server.request(.POST, "/v1.0/contactbook/sync", as: asha, body: body)
            #expect(answer.status == 413)
            #expect(answer.headers.first(name: "content-type") == "text/html")
        }
    }

    // MARK: Sending by REST

    private func send(
        _ items: [String], query: String = "", as account: Account, to server: TestServer
    ) async throws -> TestAnswer {
        let body = JSONValue.array(items.map { .string($0) }).text
        return try await server.request(.POST, "/v1.0/messages\(query)", as: account, body: body)
    }

    @Test func aMessageSentByRESTIsRoutedLikeAFrame() async throws {
        try await TestServer.run { server in
            let (asha, bela) = (try await server.login(People.asha), try await server.login(People.bela))
            let b = try await server.connect(bela)
            let answer = try await send([asha.text("rest", id: "r-1", to: "+919812345678")], as: asha, to: server)
            #expect(answer.status == 201)
            #expect(answer.body == "{}")
            try await #expect(b.nextJSON()["text"]?.string == "rest")
        }
    }

    @Test(arguments: ["?ack=true", "?ack=false"])
    func anyNonEmptyFlagAsksForAcknowledgements(_ query: String) async throws {
        try await TestServer.run { server in
            let asha = try await server.login(People.asha)
            let items = ["r-1", "r-2"].map { asha.text("rest", id: $0, to: "+919812345678") }
            let answer = try await send(items, query: query, as: asha, to: server)
            #expect(answer.status == 201)
            let acks = try (try answer.json["acks"]?.array ?? []).map { try JSONValue.parse($0.string ?? "") }
            #expect(acks.map { $0["id"]?.string } == ["r-1", "r-2"])
            #expect(acks.allSatisfy { $0["head"]?["contentType"]?.string == "SERVER_ACK" })
        }
    }

    @Test(arguments: [
        ("[]", #""value" must contain at least 1 items"#), (#"{"a":1}"#, #""value" must be an array"#),
        (#"[{"a":1}]"#, #""[0]" must be a string"#), ("nojson", "Invalid request payload JSON format"),
    ])
    func aBatchThatIsMalformedSaysWhy(_ body: String, _ message: String) async throws {
        try await TestServer.run { server in
            let asha = try await server.login(People.asha)
            let answer = try await server.request(.POST, "/v1.0/messages", as: asha, body: body)
            #expect(answer.status == 400)
            try #expect(answer.json["message"]?.string == message)
        }
    }

    @Test func aBadItemFailsTheBatchAfterThoseBeforeItWereRouted() async throws {
        try await TestServer.run { server in
            let (asha, bela) = (try await server.login(People.asha), try await server.login(People.bela))
            let items = [asha.text("first", id: "r-1", to: "+919812345678"), "{bad"]
            let answer = try await send(items, query: "?ack=true", as: asha, to: server)
            #expect(answer.status == 500)
            try await #expect(server.waiting(for: bela) == 1)
        }
    }

    @Test func aClientAcknowledgementByRESTDeletesNothing() async throws {
        try await TestServer.run { server in
            let (asha, bela) = (try await server.login(People.asha), try await server.login(People.bela))
            _ = try await send([asha.text("rest", id: "r-1", to: "+919812345678")], as: asha, to: server)
            let answer = try await send([bela.acknowledgement(of: "r-1")], as: bela, to: server)
            #expect(answer.status == 201)
            try await #expect(server.waiting(for: bela) == 1)
        }
    }
}
