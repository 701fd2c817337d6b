import ChatCore
import ChatModel
import ChatTestSupport
import ChatWire
import Testing

/// No secret gets into what is printed of a value or said of a failure.
struct SecrecyTests {
    private let canary = "canary-7f3a"
    private let me = UserID("+919876543210")

    private func print(_ value: Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        return "\(value) \(String(reflecting: value)) \(dumped)"
    }

    @Test func valuesWithSecretsHideThem() {
        let token = IDToken(canary, refreshToken: canary)
        let account = Account(user: me, server: "http://127.0.0.1:1", design: "v1")
        #expect(!print(token).contains(canary))
        #expect(!print(Credentials(accessKey: canary, idToken: token)).contains(canary))
        var configuration = ClientConfiguration(account: account, accessKey: canary, design: .v1)
        configuration.tokens = KeptToken(token)
        let directory = ScriptedDirectory { _ in APIResponse(status: 200, body: "{}") }
        let values: [Any] = [
            configuration, Authentication(user: me, accessKey: canary, design: .v1, tokens: KeptToken(token)),
            LoginAnswer(user: me, accessKey: canary, isNew: true), PendingSignIn(user: me, session: canary),
            LoginBody(user: me, token: canary), LoginAnswerBody(user: me, accessKey: canary, isNew: true),
            APIHeader("token", canary), KeptToken(token), [APIHeader("token", canary)],
            APIRequest(method: .post, path: "/login", headers: [APIHeader("token", canary)], body: canary),
            APIResponse(status: 200, headers: [APIHeader("set-cookie", canary)], body: canary),
            ConnectRequest(server: "http://a", path: "/wss/", headers: [APIHeader("accesskey", canary)]),
            FirebaseService(directory: directory, endpoint: nil, apiKey: canary),
            ServerCalls(
                directory: directory, design: .v1, account: account, accessKey: canary, tokens: KeptToken(token)),
        ]
        for value in values + [values] {
            #expect(!print(value).contains(canary), "\(type(of: value))")
        }
    }

    @Test(arguments: [200, 301, 400, 401, 404, 500])
    func noFailureOfALoginSaysTheProof(status: Int) async throws {
        let directory = ScriptedDirectory { _ in APIResponse(status: status, body: "<html>") }
        for method in SignInMethod.allCases {
            let signIn = try await SignIn(directory: directory, server: "http://a", method: method, design: .v2_2)
            let error = await #expect(throws: ClientError.self) {
                try await signIn.run(user: me, proof: IDToken(canary))
            }
            #expect(error.map { "\($0) \($0.message)" }?.contains(canary) == false)
        }
        let service = FirebaseService(directory: directory, endpoint: nil, apiKey: canary)
        let error = await #expect(throws: SignInError.self) {
            try await service.signIn(session: canary, code: canary, now: Timestamp(milliseconds: 0))
        }
        #expect(error.map { "\($0) \($0.message)" }?.contains(canary) == false)
        #expect(!"\(service)".contains(canary))
    }

    /// A server that gives the key of somebody else, for us to be them from then on.
    @Test func aLoginAnsweredWithAnotherUserIsRefused() async throws {
        let directory = ScriptedDirectory { _ in
            APIResponse(status: 200, body: #"{"status":true,"username":"+15550000000","accesskey":"k","isNew":false}"#)
        }
        let signIn = try await SignIn(directory: directory, server: "http://a", method: .code, design: .v2_8)

        let error = await #expect(throws: ClientError.self) {
            try await signIn.run(user: me, proof: IDToken(canary))
        }

        #expect(error?.message.contains("the access key of another user") == true)
    }
}
