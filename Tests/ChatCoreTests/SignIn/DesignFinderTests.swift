import ChatCore
import ChatModel
import ChatTestSupport
import ChatWire
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DesignFinderTests {
    private let me = UserID("+919876543210")
    private let server = "http://chat.example"
    private static let page = "<html><body>nginx</body></html>"

    /// Answers by path; everything else is the front's page.
    private func directory(_ answers: [String: (status: Int, body: String)]) -> ScriptedDirectory {
        ScriptedDirectory { request in
            let answer = answers[request.path] ?? (404, Self.page)
            return APIResponse(status: answer.status, body: answer.body)
        }
    }

    private func message(_ directory: ScriptedDirectory) async -> String? {
        do {
            _ = try await DesignFinder(directory: directory, server: server).find()
            return nil
        } catch {
            return error.message
        }
    }

    @Test func theDesignIsFoundWithoutAnAccount() async throws {
        let directory = directory(["/v1.0/login": (401, "{}")])
        let designs = try await DesignFinder(directory: directory, server: server).find()
        #expect(designs.map(\.name) == ["v2.6"])
    }

    @Test(arguments: [(#"{"0":false}"#, "v1"), ("{}", "v2.0")])
    func designsThatSignInAlikeAreToldApartAfterTheLogin(sync: String, name: String) async throws {
        let login = #"{"status":true,"username":"+919876543210","accesskey":"k","isNew":false}"#
        let directory = ScriptedDirectory { request in
            switch request.path {
            case "/login" where request.headers.contains(APIHeader("token", "proof")):
                return APIResponse(status: 200, body: login)
            case "/login": return APIResponse(status: 401, body: "{}")
            case "/profile/user/sync" where request.headers.contains(APIHeader("token", "proof")):
                return APIResponse(status: 200, body: sync)
            default: return APIResponse(status: 404, body: Self.page)
            }
        }
        let signIn = try await SignIn(directory: directory, server: server, method: .code, design: nil)

        let outcome = try await signIn.run(user: me, proof: IDToken("proof"))

        #expect(outcome.account.design == name)
        #expect(outcome.origin == .found)
        #expect(outcome.credentials == Credentials(accessKey: "k", idToken: IDToken("proof")))
    }

    @Test func aDesignThatWasNamedIsNotAskedFor() async throws {
        let directory = ScriptedDirectory { _ in
            APIResponse(status: 200, body: #"{"status":true,"username":"+919876543210","accesskey":"k","isNew":true}"#)
        }
        let signIn = try await SignIn(directory: directory, server: server, method: .code, design: .v2_8)

        let outcome = try await signIn.run(user: me, proof: IDToken("123456"))

        #expect(await directory.pendingRequestCount == 1)
        #expect(outcome.origin == .named)
        // The design wants no token after the login, so none is kept.
        #expect(outcome.credentials.idToken == nil)
    }

    @Test func aServerThatIsNoneOfOursIsToldInOneSentence() async throws {
        let sentence = try #require(await message(directory(["/v1.0/login": (200, Self.page)])))
        #expect(
            sentence == "http://chat.example does not answer as a Vartalap server (status 200 at /v1.0/login); "
                + "check the address, or name the design.")
    }

    @Test func aRedirectionIsToldWithItsGoal() async throws {
        let directory = ScriptedDirectory { _ in
            APIResponse(
                status: 301, headers: [APIHeader("Location", "https://other.example/\u{1B}[2J")], body: Self.page)
        }
        let sentence = try #require(await message(directory))
        #expect(sentence.hasPrefix("http://chat.example sends us on to https://other.example/"))
        #expect(!sentence.contains("\u{1B}"))
    }

    @Test func aServerThatFailsIsAskedAgainLater() async throws {
        let sentence = try #require(await message(directory(["/v1.0/login": (503, Self.page)])))
        #expect(sentence == "http://chat.example is not available now (status 503); try again later.")
    }

    @Test(arguments: [
        (503, "", "http://chat.example is not available now (status 503); try again later."),
        (
            200, page,
            "http://chat.example answered something unexpected: status 200, but a web page instead of data; "
                + "check the address and the design."
        ),
        (
            302, page,
            "http://chat.example answered something unexpected: a redirection; check the address and the design."
        ),
        (401, "{}", "The server did not accept the one-time code; ask for a new one and log in again."),
    ])
    func aLoginThatGoesWrongIsOneSentence(status: Int, body: String, sentence: String) async throws {
        let directory = loginAnswers(status: status, body: body)
        let signIn = try await SignIn(directory: directory, server: server, method: .code, design: .v2_8)
        let error = await #expect(throws: ClientError.self) {
            try await signIn.run(user: me, proof: IDToken("123456"))
        }
        #expect(error?.message == sentence)
    }

    /// A server that answers the user's login, and no question about its design.
    private func loginAnswers(status: Int, body: String) -> ScriptedDirectory {
        ScriptedDirectory { [me] request in
            guard request.body.contains(me.rawValue) else { return APIResponse(status: 503, body: "") }
            return APIResponse(status: status, body: body)
        }
    }

    @Test func aRefusedTokenIsNotCalledACode() async throws {
        let directory = loginAnswers(status: 401, body: "{}")
        let signIn = try await SignIn(directory: directory, server: server, method: .token, design: .v2_8)
        let error = await #expect(throws: ClientError.self) {
            try await signIn.run(user: me, proof: IDToken("token"))
        }
        #expect(error?.message.contains("did not accept the token") == true)
    }
}
