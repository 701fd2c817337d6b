import ChatCore
import ChatModel
import ChatNetwork
import ChatServer
import ChatStore
import ChatTestSupport
import ChatWire
import Foundation
import Logging

/// Somebody with a real store who talks to a local server over real sockets, and whose client can be started and stopped
/// as a program is.
final class RepairedPerson: Sendable {
    let user: UserID
    let store: MessageStore
    let events = Mailbox<ClientEvent>()
    private let files: TemporaryDirectory
    private let configuration: ClientConfiguration
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Timestamp

    /// - Parameter clock: nil for the machine's own.
    init(_ number: String, on server: LocalServer, design: ServerDesign, clock: ManualClock? = nil) async throws {
        user = UserID(number)
        files = try TemporaryDirectory()
        let start = MessageStore.wallClock()
        now =
            if let clock {
                { start.advanced(byMilliseconds: clock.now.offset.components.seconds * 1000) }
            } else {
                MessageStore.wallClock
            }
        self.clock = clock ?? ContinuousClock()
        store = try MessageStore.open(path: files.file("store.sqlite"), now: now)
        let code = await server.issueCode(for: user)
        let request = design.api.login(user: user, token: code)
        let answer = try design.api.readLogin(try await HTTPDirectory().perform(request, server: server.url))
        let account = Account(user: user, server: server.url, design: design.name)
        try await store.setAccount(account)
        var configuration = ClientConfiguration(account: account, accessKey: answer.accessKey, design: design)
        configuration.jitter = { 0 }
        configuration.tokens = OneToken(value: code)
        // A test moves its clock by hours within a moment, and a busy machine loses seconds: no link would survive that.
        configuration.liveness.idleAfter = .seconds(100 * 86_400)
        configuration.liveness.answerWithin = .seconds(100 * 86_400)
        configuration.connectTimeout = .seconds(100 * 86_400)
        self.configuration = configuration
    }

    /// Runs the client while `body` is at work, then ends it in an orderly way.
    func online<Result: Sendable>(
        _ body: @escaping @Sendable (ChatClient) async throws -> Result
    ) async throws -> Result {
        let client = ChatClient(
            configuration: configuration, store: store, transport: WebSocketTransport(), directory: try HTTPDirectory(),
            clock: clock, now: now, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { await client.run() }
        let listening = Task { for await event in client.events { await events.put(event) } }
        do {
            try await untilOnline()
            let result = try await body(client)
            await client.stop()
            await running.value
            await listening.value
            return result
        } catch {
            await client.stop()
            await running.value
            throw error
        }
    }

    private func untilOnline() async throws {
        while true {
            if case .connection(let state) = try await events.take(), state.isOnline { return }
        }
    }

    /// Waits until a message with this text has been told of.
    func received(_ text: String) async throws {
        while true {
            if case .received(let messages) = try await events.take(),
                messages.contains(where: { $0.body == .text(text) })
            {
                return
            }
        }
    }

    func reached(_ state: DeliveryState, _ message: Message) async throws {
        let watch = DeliveryWatch(store: store, clock: clock)
        _ = try await watch.wait(for: message.messageID, until: state, timeout: .seconds(1_000_000_000))
    }

    func conversation(with other: RepairedPerson) async throws -> ConversationID {
        try await store.startDirect(with: other.user).id
    }

    /// How often a text is in the store.
    func count(of text: String, from other: RepairedPerson) async throws -> Int {
        let conversation = ConversationID.direct(user, other.user)
        return try await store.timeline(of: conversation, limit: 9_999).filter { $0.body == .text(text) }.count
    }

    /// A socket of this user that takes whatever comes and keeps none of it, as one does whose machine has just lost its
    /// network: the server believes it.
    func deadSocket() async throws -> any Connection {
        let token = try await configuration.tokens?.token()
        return try await WebSocketTransport().connect(
            ConnectRequest(
                server: configuration.account.server, path: configuration.design.socketPath,
                headers: configuration.design.authenticationHeaders(
                    user: user, accessKey: configuration.accessKey, token: token)))
    }
}

/// The one-time code of the login, which serves as the token of later requests too.
private struct OneToken: TokenSource {
    let value: String

    func token() async throws(SignInError) -> String { value }
    func token(replacing refused: String) async throws(SignInError) -> String? { nil }
}
