import ChatCore
import ChatModel
import ChatTestSupport
import ChatWire
import Testing

/// A session on a design that wants the ID token with every request.
@Suite(.timeLimit(.minutes(1)))
struct SessionTokenTests {
    /// Tokens `first`, `second`, … : a new one whenever the present one is refused.
    private actor Series: TokenSource {
        private var values: [String]
        private let failure: SignInError?

        init(_ values: String..., failure: SignInError? = nil) {
            self.values = values
            self.failure = failure
        }

        func token() async throws(SignInError) -> String {
            if values.isEmpty, let failure { throw failure }
            return values.first ?? ""
        }

        func token(replacing refused: String) async throws(SignInError) -> String? {
            guard values.first == refused else { return values.first }
            values.removeFirst()
            if values.isEmpty, let failure { throw failure }
            return values.first
        }
    }

    private func rig(_ tokens: Series, directory: ScriptedDirectory = ScriptedDirectory()) async throws -> ClientRig {
        try await ClientRig(directory: directory) {
            $0.design = .v1
            $0.tokens = tokens
        }
    }

    @Test func theTokenGoesWithTheUpgradeAndWithRequests() async throws {
        let rig = try await rig(Series("first"))
        _ = try await rig.conversation(with: rig.peer)
        try await rig.run {
            let connection = try await rig.transport.accept()
            #expect(connection.request.headers.contains(APIHeader("token", "first")))
            #expect(try await rig.directory.nextRequest().headers.contains(APIHeader("token", "first")))
        }
    }

    @Test func aDesignThatWantsNoTokenGetsNone() async throws {
        let rig = try await ClientRig { $0.tokens = Series("first") }
        try await rig.run {
            let connection = try await rig.transport.accept()
            #expect(!connection.request.headers.contains { $0.name == "token" })
        }
    }

    @Test func aRefusedUpgradeIsTriedOnceMoreWithANewerToken() async throws {
        let rig = try await rig(Series("first", "second"))
        try await rig.run {
            try await rig.transport.refuse(.upgradeRefused(status: 401))
            let connection = try await rig.transport.accept()
            #expect(connection.request.headers.contains(APIHeader("token", "second")))
            #expect(try await rig.nextState() == .connecting)
            #expect(try await rig.nextState().isOnline)
        }
    }

    @Test func aRefusalOfTheNewerTokenEndsTheSession() async throws {
        let rig = try await rig(Series("first", "second", "third"))
        try await rig.run {
            try await rig.transport.refuse(.upgradeRefused(status: 401))
            try await rig.transport.refuse(.upgradeRefused(status: 401))
            #expect(try await rig.nextState() == .connecting)
            guard case .signedOut(let reason) = try await rig.nextState() else {
                Issue.record("not signed out")
                return
            }
            #expect(reason.contains("log in again"))
        }
    }

    @Test func aTokenThatRunsOutInMidSessionIsRenewedForTheNextRequest() async throws {
        let directory = ScriptedDirectory { request in
            let isGood = request.headers.contains(APIHeader("token", "second"))
            return APIResponse(status: isGood ? 200 : 401, body: request.path.contains("sync") ? "{}" : "[]")
        }
        let rig = try await rig(Series("first", "second"), directory: directory)
        _ = try await rig.conversation(with: rig.peer)
        try await rig.run {
            let connection = try await rig.transport.accept()
            #expect(connection.request.headers.contains(APIHeader("token", "first")))
            #expect(try await rig.directory.nextRequest().headers.contains(APIHeader("token", "first")))
            #expect(try await rig.directory.nextRequest().headers.contains(APIHeader("token", "second")))
            #expect(try await rig.directory.nextRequest().headers.contains(APIHeader("token", "second")))
        }
    }

    @Test func aRefusalInMidSessionWithoutANewerTokenSignsOut() async throws {
        let rig = try await rig(
            Series("first"), directory: ScriptedDirectory { _ in APIResponse(status: 401, body: "") })
        _ = try await rig.conversation(with: rig.peer)
        try await rig.run {
            try await rig.transport.accept().closed()
            while true {
                guard case .signedOut(let reason) = try await rig.nextState() else { continue }
                #expect(
                    reason == "http://127.0.0.1:8080 no longer accepts this sign-in; log in again, "
                        + "messages that wait are kept.")
                break
            }
        }
    }

    @Test func whileNoTokenCanBeHadTheClientWaits() async throws {
        let away = SignInError.unavailable(status: 503, service: "https://securetoken.googleapis.com")
        let rig = try await rig(Series(failure: away))
        try await rig.run {
            #expect(try await rig.nextState() == .connecting)
            guard case .waiting(_, _, let reason) = try await rig.nextState() else {
                Issue.record("not waiting")
                return
            }
            #expect(reason.contains("securetoken.googleapis.com is not available now (status 503)"))
        }
    }

    @Test func aSignInThatHasEndedEndsTheSession() async throws {
        let rig = try await rig(Series(failure: .ended))
        try await rig.run {
            _ = try await rig.nextState()
            let state = try await rig.nextState()
            #expect(state == .signedOut(reason: SignInError.ended.message))
        }
    }
}
