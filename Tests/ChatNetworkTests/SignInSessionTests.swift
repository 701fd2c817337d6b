import ChatCore
import ChatModel
import ChatNetwork
import ChatServer
import ChatStore
import ChatTestSupport
import ChatWire
import Logging
import Synchronization
import Testing

/// Signing in to the local server in each of its designs, and sessions that outlive their tokens.
@Suite(.timeLimit(.minutes(2)))
struct SignInSessionTests {
    private let me = UserID("+919876543210")
    private let peer = UserID("+919812345678")

    @Test(arguments: DesignBehaviour.all.map(\.name))
    func theDesignOfEveryLocalServerIsFound(name: String) async throws {
        try await withServer(name) { server, _ in
            let signIn = try await SignIn(
                directory: try HTTPDirectory(), server: server.url, method: .code, design: nil)
            let outcome = try await signIn.run(user: me, proof: IDToken(await server.issueCode(for: me)))
            #expect(outcome.account.design == name)
            #expect(outcome.origin == .found)
        }
    }

    @Test(arguments: ["v1", "v2.0", "v2.2"])
    func aSessionOutlivesItsTokens(name: String) async throws {
        try await withServer(name) { server, time in
            let account = try await signIn(server, time)
            #expect(try await isOnline(account, time))
            #expect(try await account.calls().registered(among: [me, peer]) == [me])

            time.advance(hours: 3)

            #expect(try await account.calls().registered(among: [me, peer]) == [me])
            #expect(try await isOnline(account, time))
            let kept = try Credentials.load(from: account.path)
            #expect(kept?.accessKey == account.credentials.accessKey)
            #expect(kept?.idToken != account.credentials.idToken)
        }
    }

    @Test(arguments: ["v1", "v2.2"])
    func withoutAnybodyToRenewItATokenServesItsHour(name: String) async throws {
        try await withServer(name) { server, time in
            var account = try await signIn(server, time)
            account.tokens = KeptToken(try #require(account.credentials.idToken))
            #expect(try await isOnline(account, time))

            time.advance(hours: 1)

            #expect(try await endState(account, time).contains("log in again"))
        }
    }

    @Test func aSignInThatWasRevokedEndsTheSession() async throws {
        try await withServer("v2.0") { server, time in
            let account = try await signIn(server, time)
            await server.revokeSignIns(of: me)

            #expect(try await endState(account, time) == SignInError.ended.message)
        }
    }

    @Test func whileTheSignInServiceIsAwayAnExpiredSessionWaits() async throws {
        try await withServer("v1") { server, time in
            let other = try await LocalServer.start(options("v2.8", time))
            var account = try await signIn(server, time)
            account.tokens = FirebaseTokens(
                credentials: account.credentials, path: account.path, service: try service(other.url),
                now: { time.now })
            await other.stop()
            time.advance(hours: 2)

            let state = try await firstState(account, time) { state in
                if case .waiting = state { true } else { false }
            }

            guard case .waiting(_, _, let reason) = state else { return }
            #expect(reason.hasPrefix("Can't reach 127.0.0.1: connection refused"))
        }
    }

    // MARK: Parts

    /// The wall clock of server and client.
    private final class WallClock: Sendable {
        private let milliseconds = Atomic<Int64>(1_795_000_000_000)

        var now: Timestamp { Timestamp(milliseconds: milliseconds.load(ordering: .relaxed)) }

        func advance(hours: Int64) {
            milliseconds.add(hours * 3_600_000, ordering: .relaxed)
        }
    }

    /// Somebody who has signed in by phone.
    private struct SignedIn {
        let files: TemporaryDirectory
        let account: Account
        let credentials: Credentials
        let design: ServerDesign
        var tokens: (any TokenSource)?

        var path: String { files.file(Credentials.fileName) }

        func calls() throws -> ServerCalls {
            ServerCalls(
                directory: try HTTPDirectory(), design: design, account: account,
                accessKey: credentials.accessKey, tokens: tokens)
        }
    }

    private func options(_ name: String, _ time: WallClock) throws -> LocalServerOptions {
        LocalServerOptions(
            design: try #require(DesignBehaviour.named(name)),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { time.now })
    }

    private func withServer(_ name: String, _ body: (LocalServer, WallClock) async throws -> Void) async throws {
        let time = WallClock()
        let server = try await LocalServer.start(options(name, time))
        do {
            try await body(server, time)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func service(_ url: String) throws -> FirebaseService {
        FirebaseService(directory: try HTTPDirectory(), endpoint: url, apiKey: "any")
    }

    private func signIn(_ server: LocalServer, _ time: WallClock) async throws -> SignedIn {
        let service = try service(server.url)
        let session = try await service.sendCode(to: me)
        let proof = try await service.signIn(
            session: session, code: await server.issueCode(for: me), now: time.now)
        let signIn = try await SignIn(
            directory: try HTTPDirectory(), server: server.url, method: .firebase, design: nil)
        let outcome = try await signIn.run(user: me, proof: proof)
        let files = try TemporaryDirectory()
        let path = files.file(Credentials.fileName)
        try outcome.credentials.save(to: path)
        let tokens = FirebaseTokens(
            credentials: outcome.credentials, path: path, service: service, now: { time.now })
        return SignedIn(
            files: files, account: outcome.account, credentials: outcome.credentials,
            design: try #require(ServerDesign.named(outcome.account.design)), tokens: tokens)
    }

    private func isOnline(_ account: SignedIn, _ time: WallClock) async throws -> Bool {
        try await firstState(account, time) { state in
            if case .signedOut = state { true } else { state.isOnline }
        }?.isOnline == true
    }

    /// Why the account was signed out; empty when it was not.
    private func endState(_ account: SignedIn, _ time: WallClock) async throws -> String {
        let state = try await firstState(account, time) { state in
            if case .signedOut = state { true } else { state.isOnline }
        }
        guard case .signedOut(let reason)? = state else { return "" }
        return reason
    }

    /// Runs a client until its connection is in a state that is looked for.
    private func firstState(
        _ account: SignedIn, _ time: WallClock, where isWanted: (ConnectionState) -> Bool
    ) async throws -> ConnectionState? {
        let store = try MessageStore.open(path: account.files.file("store.sqlite"), now: { time.now })
        try await store.setAccount(account.account)
        var configuration = ClientConfiguration(
            account: account.account, accessKey: account.credentials.accessKey, design: account.design)
        configuration.tokens = account.tokens
        let client = ChatClient(
            configuration: configuration, store: store, transport: WebSocketTransport(),
            directory: try HTTPDirectory(), clock: ContinuousClock(), now: { time.now },
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await client.run() }
            var found: ConnectionState?
            for await event in client.events {
                guard case .connection(let state) = event, isWanted(state) else { continue }
                found = state
                break
            }
            await client.stop()
            try await group.waitForAll()
            try store.close()
            return found
        }
    }
}
