import ChatCore
import ChatModel
import ChatNetwork
import ChatServer
import ChatStore
import ChatWire
import Foundation
import Logging

/// One account of a fault schedule: a real client with a real store and real sockets, in this process.
struct Talker: Sendable {
    let user: UserID
    /// The conversation of the two.
    let direct: ConversationID
    let store: MessageStore
    let configuration: ClientConfiguration
    let directory: HTTPDirectory
    let clock: FastClock
    let path: String
    let log: Logger

    /// Signs somebody in at the server itself; the account then goes through the relay.
    static func signIn(
        _ user: UserID, peer: UserID, server: LocalServer, relay: String, design: ServerDesign, clock: FastClock,
        log: Logger,
        path: String
    ) async throws -> Talker {
        let directory = try HTTPDirectory(options: network(clock))
        // Before the trouble begins nothing is in a hurry, however busy the machine is.
        let patient = try HTTPDirectory()
        let signIn = try await SignIn(directory: patient, server: server.url, method: .code, design: design)
        let outcome = try await signIn.run(user: user, proof: IDToken(await server.issueCode(for: user)))
        var account = outcome.account
        account.server = relay
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let store = try MessageStore.open(path: path + "/store.sqlite", now: { clock.wallTime })
        try await store.setAccount(account)
        var configuration = ClientConfiguration(
            account: account, accessKey: outcome.credentials.accessKey, design: design)
        configuration.tokens = outcome.credentials.idToken.map { KeptToken($0) }
        return Talker(
            user: user, direct: .direct(user, peer), store: store, configuration: configuration, directory: directory,
            clock: clock, path: path, log: log)
    }

    /// The network keeps real time, so its limits are those of a user divided by how fast the clock runs, and something
    /// for a busy machine.
    private static func network(_ clock: FastClock) -> NetworkOptions {
        var options = NetworkOptions()
        options.connectTimeout = .seconds(50) / clock.rate
        options.closeTimeout = .seconds(10) / clock.rate
        options.requestTimeout = .seconds(100) / clock.rate
        return options
    }

    /// A client as the program makes one, not yet running.
    func client() -> ChatClient {
        let clock = clock
        return ChatClient(
            configuration: configuration, store: store,
            transport: WebSocketTransport(options: Self.network(clock)), directory: directory, clock: clock,
            now: { clock.wallTime }, log: log)
    }

    /// Makes a group on the server.
    func createGroup(_ name: String, with others: [UserID], server: String) async throws -> ConversationID {
        let api = configuration.design.api
        var request = api.createGroup(name: name, members: others)
        request.headers += configuration.design.authenticationHeaders(
            user: user, accessKey: configuration.accessKey, token: try await configuration.tokens?.token())
        return try api.readCreatedGroup(try await HTTPDirectory().perform(request, server: server))
    }

    /// Sends as the interface does, whoever runs the client at the moment.
    func send(_ message: Asked) async throws {
        if case .some(let peer) = message.receivers.first, message.conversation == .direct(user, peer) {
            _ = try await store.startDirect(with: peer)
        }
        let outgoing = OutgoingText(
            id: message.id, conversation: message.conversation, text: message.text, now: clock.wallTime)
        _ = try await store.enqueue(outgoing)
    }

    /// The user looks at everything in a conversation.
    func readEverything(in conversation: ConversationID) async throws {
        guard let last = try await store.timeline(of: conversation, before: nil, limit: 1).last else { return }
        try await store.markRead(conversation, through: last.position)
    }
}
