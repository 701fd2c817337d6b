import ChatModel
import ChatServer
import ChatWire
import Logging
import NIOHTTP1
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LoginTests {
    private func login(_ server: TestServer, _ user: UserID, token: String?) async throws -> TestAnswer {
        let part = token.map { #""authToken":"\#($0)","# } ?? ""
        return try await server.request(
            .POST, "/v1.0/login", body: #"{"username":"\#(user.rawValue)",\#(part)"notificationToken":"none"}"#)
    }

    @Test func aLoginWithoutATokenIsRefusedAndIssuesACode() async throws {
        let (stream, continuation) = AsyncStream<String>.makeStream()
        let log = Logger(label: "test") { _ in LineCollector(continuation) }
        try await TestServer.run(LocalServerOptions(log: log)) { server in
            let refused = try await login(server, People.asha, token: nil)
            #expect(refused.status == 401)
            #expect(refused.body == "{}")

            let line = try #require(await stream.first { _ in true })
            let code = try #require(line.split(separator: " ").last)
            #expect(line == "one-time code for +919876543210: \(code)")
            try await #expect(login(server, People.asha, token: String(code)).status == 200)
        }
    }

    @Test func aWrongCodeIsRefused() async throws {
        try await TestServer.run { server in
            let code = await server.server.issueCode(for: People.asha)
            let answer = try await login(server, People.asha, token: code == "000000" ? "000001" : "000000")
            #expect(answer.status == 401)
            #expect(answer.body == "{}")
        }
    }

    @Test func theRightCodeGivesAnAccessKeyOnce() async throws {
        try await TestServer.run { server in
            let code = await server.server.issueCode(for: People.asha)
            let answer = try await login(server, People.asha, token: code)
            #expect(answer.status == 200)
            let json = try answer.json
            #expect(json["status"]?.bool == true)
            #expect(json["username"]?.string == People.asha.rawValue)
            #expect(json["accesskey"]?.string?.count == 36)
            #expect(json["isNew"]?.bool == true)
            try await #expect(login(server, People.asha, token: code).status == 401)
        }
    }

    @Test func aCodeIsGoodForItsUserOnly() async throws {
        try await TestServer.run { server in
            let code = await server.server.issueCode(for: People.asha)
            try await #expect(login(server, People.bela, token: code).status == 401)
            try await #expect(login(server, People.asha, token: code).status == 200)
        }
    }

    @Test func fiveWrongTriesSpendACode() async throws {
        try await TestServer.run { server in
            let code = await server.server.issueCode(for: People.asha)
            for _ in 0..<5 { try await #expect(login(server, People.asha, token: "wrong!").status == 401) }
            try await #expect(login(server, People.asha, token: code).status == 401)
        }
    }

    @Test func aCodeLivesTenMinutes() async throws {
        let clock = TestClock()
        try await TestServer.run(.quiet(now: { clock.now })) { server in
            let code = await server.server.issueCode(for: People.asha)
            clock.advance(milliseconds: 600_000)
            try await #expect(login(server, People.asha, token: code).status == 401)
        }
    }

    @Test func everyLoginGivesAnotherKeyAndAllStayGood() async throws {
        try await TestServer.run { server in
            let first = try await server.login(People.asha)
            let second = try await server.login(People.asha)
            #expect(first.accessKey != second.accessKey)
            for account in [first, second] {
                let answer = try await server.request(.GET, "/v1.0/profile/", as: account)
                #expect(answer.status == 200)
                try #expect(answer.json == ["username": .string(People.asha.rawValue)])
            }
        }
    }

    @Test func aWrongAccessKeyGetsTheFrontsPage() async throws {
        try await TestServer.run { server in
            let account = try await server.login(People.asha)
            let wrong = Account(user: account.user, accessKey: "wrong")
            let answer = try await server.request(.GET, "/v1.0/profile/", as: wrong)
            #expect(answer.status == 401)
            #expect(answer.headers.first(name: "content-type") == "text/html")
            #expect(answer.body.contains("<title>401 Authorization Required</title>"))
        }
    }

    @Test func anUpgradeWithAWrongKeyGetsTheFrontsPage() async throws {
        try await TestServer.run { server in
            let headers: HTTPHeaders = [
                "user": People.asha.rawValue, "accesskey": "wrong", "upgrade": "websocket", "connection": "upgrade",
                "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
            ]
            let answer = try await server.request(.GET, "/v1.0/wss/?ack=true", headers: headers)
            #expect(answer.status == 401)
            #expect(answer.body.contains("<h1>401 Authorization Required</h1>"))
        }
    }

    @Test(arguments: [
        ["upgrade": "h2c", "connection": "upgrade"],
        ["upgrade": "websocket", "connection": "upgrade", "sec-websocket-version": "12"],
    ])
    func aRequestForAnotherUpgradeIsAnsweredAsPlainHTTP(_ headers: [String: String]) async throws {
        try await TestServer.run { server in
            let account = try await server.login(People.asha)
            let answer = try await server.request(
                .GET, "/v1.0/profile/", as: account, headers: HTTPHeaders(headers.map { ($0.key, $0.value) }))
            #expect(answer.status == 200)
        }
    }

    @Test func credentialsMayComeAsCookies() async throws {
        try await TestServer.run { server in
            let account = try await server.login(People.asha)
            let cookie = "user=\(account.user.rawValue); accesskey=\(account.accessKey)"
            try await #expect(server.request(.GET, "/profile/get", headers: ["cookie": cookie]).status == 200)
        }
    }
}
