import ChatCore
import ChatModel
import ChatTestSupport
import ChatWire
import Testing

@Suite(.timeLimit(.minutes(1)))
struct FirebaseTests {
    private let me = UserID("+919876543210")
    private let now = Timestamp(milliseconds: 1_795_000_000_000)
    private static let renewed = #"{"id_token":"new","refresh_token":"r2","expires_in":"3600","token_type":"Bearer"}"#

    private func answering(_ status: Int, _ body: String) -> ScriptedDirectory {
        ScriptedDirectory { _ in APIResponse(status: status, body: body) }
    }

    private func service(_ directory: ScriptedDirectory, endpoint: String? = "http://127.0.0.1:9099") -> FirebaseService
    {
        FirebaseService(directory: directory, endpoint: endpoint, apiKey: "key&1")
    }

    @Test func theRealServiceHasTwoHostsAndAnEmulatorTwoPaths() async throws {
        let real = answering(200, #"{"sessionInfo":"s"}"#)
        let emulator = answering(200, #"{"sessionInfo":"s"}"#)

        #expect(try await service(real, endpoint: nil).sendCode(to: me) == "s")
        #expect(try await service(emulator).sendCode(to: me) == "s")

        let path = "/v1/accounts:sendVerificationCode?key=key%261"
        #expect(try await real.nextRequest().path == path)
        let request = try await emulator.nextRequest()
        #expect(request.path == "/identitytoolkit.googleapis.com" + path)
        #expect(request.body == #"{"phoneNumber":"+919876543210"}"#)
        #expect(!request.needsAuthentication)
    }

    @Test func aCodeGivesATokenWithItsExpiry() async throws {
        let directory = answering(200, #"{"idToken":"id","refreshToken":"r","expiresIn":"3600","localId":"x"}"#)
        let token = try await service(directory).signIn(session: "s", code: "123456", now: now)
        #expect(
            token == IDToken("id", expires: now.advanced(byMilliseconds: 3_600_000), refreshToken: "r"))
        #expect(try await directory.nextRequest().body == #"{"sessionInfo":"s","code":"123456"}"#)
    }

    @Test func aTokenIsRenewedByAForm() async throws {
        let directory = answering(200, Self.renewed)
        let token = try await service(directory).refresh("r 1+", now: now)
        #expect(token.value == "new" && token.refreshToken == "r2")
        let request = try await directory.nextRequest()
        #expect(request.path == "/securetoken.googleapis.com/v1/token?key=key%261")
        #expect(request.headers == [APIHeader("content-type", "application/x-www-form-urlencoded")])
        #expect(request.body == "grant_type=refresh_token&refresh_token=r%201%2B")
    }

    @Test(
        arguments: [
            ("INVALID_CODE", .codeRefused), ("SESSION_EXPIRED", .codeExpired), ("INVALID_SESSION_INFO", .codeExpired),
            ("INVALID_PHONE_NUMBER : TOO_SHORT", .numberRefused), ("TOO_MANY_ATTEMPTS_TRY_LATER", .tooManyTries),
            ("MISSING_RECAPTCHA_TOKEN", .wantsApp), ("TOKEN_EXPIRED", .ended), ("USER_DISABLED", .ended),
            (
                "API key not valid. Please pass a valid API key.",
                .keyRefused(service: "http://127.0.0.1:9099")
            ),
            ("OPERATION_NOT_ALLOWED", .refused("OPERATION_NOT_ALLOWED", service: "http://127.0.0.1:9099")),
        ] as [(String, SignInError)])
    func aRefusalIsUnderstood(message: String, error: SignInError) async {
        let directory = answering(400, #"{"error":{"code":400,"message":"\#(message)"}}"#)
        await #expect(throws: error) { try await service(directory).sendCode(to: me) }
        #expect(error.message.hasSuffix("."))
    }

    @Test(
        arguments: [
            (200, "<html>", .unreadable(service: "http://127.0.0.1:9099")),
            (404, "<html>", .unreadable(service: "http://127.0.0.1:9099")),
            (200, "{}", .unreadable(service: "http://127.0.0.1:9099")),
            (503, "", .unavailable(status: 503, service: "http://127.0.0.1:9099")),
        ] as [(Int, String, SignInError)])
    func aServiceThatIsNoneOrFailsIsToldApart(status: Int, body: String, error: SignInError) async {
        await #expect(throws: error) { try await service(answering(status, body)).sendCode(to: me) }
    }

    // MARK: Renewing

    private func tokens(
        _ directory: ScriptedDirectory, _ files: TemporaryDirectory, expiresIn milliseconds: Int64
    ) throws -> FirebaseTokens {
        let path = files.file(Credentials.fileName)
        let time = now
        let old = IDToken("old", expires: now.advanced(byMilliseconds: milliseconds), refreshToken: "r1")
        let credentials = Credentials(accessKey: "k", idToken: old)
        try credentials.save(to: path)
        let tokens = FirebaseTokens(credentials: credentials, path: path, service: service(directory), now: { time })
        return try #require(tokens)
    }

    @Test func aTokenIsRenewedBeforeItExpiresAndKept() async throws {
        let files = try TemporaryDirectory()
        let directory = answering(200, Self.renewed)
        let tokens = try tokens(directory, files, expiresIn: 299_000)

        #expect(try await tokens.token() == "new")
        #expect(try await tokens.token() == "new")

        #expect(await directory.pendingRequestCount == 1)
        let kept = try Credentials.load(from: files.file(Credentials.fileName))
        #expect(kept?.idToken?.refreshToken == "r2" && kept?.accessKey == "k")
    }

    @Test func aTokenThatHoldsIsUsedAsItIs() async throws {
        let directory = answering(200, Self.renewed)
        let tokens = try tokens(directory, try TemporaryDirectory(), expiresIn: 301_000)
        #expect(try await tokens.token() == "old")
        #expect(await directory.pendingRequestCount == 0)
    }

    @Test func whileTheServiceIsAwayTheOldTokenServesAsLongAsItHolds() async throws {
        let holding = try tokens(answering(503, ""), try TemporaryDirectory(), expiresIn: 1000)
        #expect(try await holding.token() == "old")
        let expired = try tokens(answering(503, ""), try TemporaryDirectory(), expiresIn: 0)
        await #expect(throws: SignInError.unavailable(status: 503, service: "http://127.0.0.1:9099")) {
            try await expired.token()
        }
    }

    @Test func aRefusedTokenIsRenewedOnceForAllWhoAsk() async throws {
        let directory = answering(200, Self.renewed)
        let tokens = try tokens(directory, try TemporaryDirectory(), expiresIn: 3_600_000)
        #expect(try await tokens.token(replacing: "old") == "new")
        #expect(try await tokens.token(replacing: "old") == "new")
        #expect(await directory.pendingRequestCount == 1)
    }

    @Test func whoHasLoggedOutMeanwhileStaysLoggedOut() async throws {
        let files = try TemporaryDirectory()
        let tokens = try tokens(answering(200, Self.renewed), files, expiresIn: 0)
        try Credentials.remove(at: files.file(Credentials.fileName))
        #expect(try await tokens.token() == "new")
        #expect(try Credentials.load(from: files.file(Credentials.fileName)) == nil)
    }

    @Test func whoHasLoggedInAnewMeanwhileKeepsTheNewKey() async throws {
        let files = try TemporaryDirectory()
        let tokens = try tokens(answering(200, Self.renewed), files, expiresIn: 0)
        let other = Credentials(accessKey: "k2", idToken: IDToken("other"))
        try other.save(to: files.file(Credentials.fileName))
        _ = try await tokens.token()
        #expect(try Credentials.load(from: files.file(Credentials.fileName)) == other)
    }
}
