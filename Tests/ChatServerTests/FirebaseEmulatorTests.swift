import ChatModel
import ChatServer
import ChatWire
import NIOHTTP1
import Testing

/// The bundled sign-in service, asked as Firebase's own emulator is.
@Suite(.timeLimit(.minutes(1)))
struct FirebaseEmulatorTests {
    private let me = UserID("+919876543210")
    private let accounts = "/identitytoolkit.googleapis.com/v1/accounts:"

    private func withServer(
        now: @escaping @Sendable () -> Timestamp = { SystemTime.now() }, _ body: (LocalServer) async throws -> Void
    ) async throws {
        let server = try await LocalServer.start(.quiet(now: now))
        do {
            try await body(server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func post(_ server: LocalServer, _ path: String, _ body: String) async throws -> TestAnswer {
        try await TestHTTP.request(port: server.port, .POST, path, body: body)
    }

    private func session(_ server: LocalServer) async throws -> String {
        let answer = try await post(
            server, accounts + "sendVerificationCode?key=any", #"{"phoneNumber":"\#(me.rawValue)"}"#)
        return try #require(try answer.json["sessionInfo"]?.string)
    }

    /// The answer to a sign-in with a good code.
    private func signIn(_ server: LocalServer) async throws -> JSONValue {
        let session = try await session(server)
        let code = await server.issueCode(for: me)
        let answer = try await post(
            server, accounts + "signInWithPhoneNumber?key=any", #"{"sessionInfo":"\#(session)","code":"\#(code)"}"#)
        #expect(answer.status == 200)
        return try answer.json
    }

    private func refresh(_ server: LocalServer, _ token: String) async throws -> TestAnswer {
        try await TestHTTP.request(
            port: server.port, .POST, "/securetoken.googleapis.com/v1/token?key=any",
            headers: ["content-type": "application/x-www-form-urlencoded"],
            body: "grant_type=refresh_token&refresh_token=\(token)")
    }

    /// The status of a login with this token.
    private func login(_ server: LocalServer, _ token: String) async throws -> Int {
        try await post(
            server, "/v1.0/login",
            #"{"username":"\#(me.rawValue)","notificationToken":"none","authToken":"\#(token)"}"#
        ).status
    }

    @Test func aCodeGivesAnIDTokenThatOpensTheAccount() async throws {
        try await withServer { server in
            let answer = try await signIn(server)
            let token = try #require(answer["idToken"]?.string)
            #expect(token.split(separator: ".", omittingEmptySubsequences: false).count == 3)
            #expect(answer["expiresIn"] == "3600")
            #expect(try await login(server, token) == 200)
            #expect(try await login(server, token + "x") == 401)
        }
    }

    @Test func aRefreshTokenGivesAnother() async throws {
        try await withServer { server in
            let first = try await signIn(server)
            let answer = try await refresh(server, try #require(first["refreshToken"]?.string)).json
            let token = try #require(answer["id_token"]?.string)
            #expect(token != first["idToken"]?.string)
            #expect(try await login(server, token) == 200)
        }
    }

    @Test func anIDTokenExpires() async throws {
        let clock = TestClock()
        try await withServer(now: { clock.now }) { server in
            let token = try #require(try await signIn(server)["idToken"]?.string)
            clock.advance(milliseconds: 3_600_000)
            #expect(try await login(server, token) == 401)
        }
    }

    @Test func whoWasRevokedGetsNoMore() async throws {
        try await withServer { server in
            let answer = try await signIn(server)
            await server.revokeSignIns(of: me)
            #expect(try await login(server, try #require(answer["idToken"]?.string)) == 401)
            let refused = try await refresh(server, try #require(answer["refreshToken"]?.string))
            #expect(refused.status == 400)
            #expect(try refused.json["error"]?["message"] == "INVALID_REFRESH_TOKEN")
        }
    }

    @Test(arguments: [
        ("sendVerificationCode", #"{"phoneNumber":"12"}"#, "INVALID_PHONE_NUMBER : Invalid format."),
        ("sendVerificationCode", "{}", "MISSING_PHONE_NUMBER"), ("sendVerificationCode", "x", "INVALID_ARGUMENT"),
        ("signInWithPhoneNumber", #"{"sessionInfo":"x","code":"1"}"#, "INVALID_SESSION_INFO"),
        ("signInWithPhoneNumber", #"{"code":"1"}"#, "MISSING_SESSION_INFO"),
        ("signInWithPhoneNumber", #"{"sessionInfo":"x"}"#, "MISSING_CODE"),
    ])
    func aRefusalIsInFirebasesWords(call: String, body: String, message: String) async throws {
        try await withServer { server in
            let answer = try await post(server, accounts + call, body)
            #expect(answer.status == 400)
            #expect(try answer.json["error"]?["message"]?.string == message)
        }
    }

    @Test func aWrongCodeIsRefusedAndTheRightOneStillServes() async throws {
        try await withServer { server in
            let session = try await session(server)
            let code = await server.issueCode(for: me)
            let wrong = code == "000000" ? "000001" : "000000"
            func status(_ code: String) async throws -> Int {
                try await post(
                    server, accounts + "signInWithPhoneNumber", #"{"sessionInfo":"\#(session)","code":"\#(code)"}"#
                ).status
            }
            #expect(try await status(wrong) == 400)
            #expect(try await status(code) == 200)
            #expect(try await status(code) == 400)
        }
    }
}
