import ChatCore
import ChatModel
import ChatNetwork
import ChatServer
import ChatStore
import ChatWire
import Logging
import Testing

/// Somebody's whole client, without the program around it, on the real network and with a store of its own.
struct LiveClient: Sendable {
    let user: UserID
    let design: ServerDesign
    let store: MessageStore
    /// For what the user wants; it is never online itself.
    let client: ChatClient
    let calls: ServerCalls
    private let home: TemporaryHome
    /// A client that can be online once.
    private let makeClient: @Sendable () -> ChatClient

    /// Logs somebody in to the server, which speaks `design`.
    static func logIn(_ user: UserID, _ design: ServerDesign, _ server: LocalServer) async throws -> LiveClient {
        let directory = try HTTPDirectory()
        let code = await server.issueCode(for: user)
        let answer = try await Authenticator(directory: directory, design: design, server: server.url)
            .login(user: user, token: code)
        let home = try TemporaryHome()
        let store = try MessageStore.open(path: home.path + "/store.sqlite")
        let account = Account(user: user, server: server.url, design: design.name)
        try await store.setAccount(account)
        let token = FixedToken(code: code)
        var configuration = ClientConfiguration(account: account, accessKey: answer.accessKey, design: design)
        configuration.tokens = token
        let makeClient = { @Sendable [configuration] in
            ChatClient(
                configuration: configuration, store: store, transport: WebSocketTransport(), directory: directory,
                clock: ContinuousClock(), now: MessageStore.wallClock,
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }
        let calls = ServerCalls(
            directory: directory, design: design, account: account, accessKey: answer.accessKey, tokens: token)
        return LiveClient(
            user: user, design: design, store: store, client: makeClient(), calls: calls, home: home,
            makeClient: makeClient)
    }

    /// Keeps the connection while `body` runs.
    func online(_ body: () async throws -> Void) async throws {
        let client = makeClient()
        let run = Task { await client.run() }
        let events = Task {
            for await event in client.events {
                if case .connection(.online) = event { return }
            }
        }
        await events.value
        do {
            try await body()
        } catch {
            await client.stop()
            await run.value
            throw error
        }
        await client.stop()
        await run.value
    }

    /// Returns when the store says so.
    func until(_ condition: (MessageStore) async throws -> Bool) async throws {
        let changes = store.changes
        if try await condition(store) { return }
        for await _ in changes {
            if try await condition(store) { return }
        }
    }

    /// Returns when nothing is queued for any group.
    func untilGroupsAreDone() async throws {
        try await until { try await $0.waitingGroupOperations().isEmpty }
    }

    /// The one-time code of the login, which the local server takes for an ID token.
    private struct FixedToken: TokenSource {
        let code: String

        func token() async throws(SignInError) -> String { code }
        func token(replacing refused: String) async throws(SignInError) -> String? { nil }
    }
}
