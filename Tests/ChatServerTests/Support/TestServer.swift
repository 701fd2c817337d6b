import ChatModel
import ChatServer
import ChatWire
import Logging
import NIOHTTP1
import Testing

/// The people of the recorded frames.
enum People {
    static let asha = UserID("+919876543210")
    static let bela = UserID("+919812345678")
    static let dev = UserID("+919800000003")
}

/// A running server with the steps that most tests take.
struct TestServer: Sendable {
    let server: LocalServer

    /// Runs `body` against a server of its own and stops it, whatever happens.
    static func run(
        _ options: LocalServerOptions = .quiet, _ body: (TestServer) async throws -> Void
    ) async throws {
        let server = try await LocalServer.start(options)
        do {
            try await body(TestServer(server: server))
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    func request(
        _ method: HTTPMethod, _ path: String, as account: Account? = nil, headers: HTTPHeaders = [:],
        body: String? = nil
    ) async throws -> TestAnswer {
        var all = headers
        if let account { all.add(contentsOf: account.headers) }
        return try await TestHTTP.request(port: server.port, method, path, headers: all, body: body)
    }

    /// Logs in with a fresh one-time code.
    func login(_ user: UserID) async throws -> Account {
        let code = await server.issueCode(for: user)
        let answer = try await request(
            .POST, "/v1.0/login",
            body:
                #"{"username":"\#(user.rawValue)","authToken":"\#(code)","notificationToken":"push-\#(user.rawValue)"}"#
        )
        let key = try #require(try answer.json["accesskey"]?.string)
        return Account(user: user, accessKey: key)
    }

    /// Opens a socket and makes sure that it is mapped. Stored messages come first, so those who expect some pass
    /// `isSilent: false`.
    func connect(_ account: Account, ack: Bool = false, isSilent: Bool = true) async throws -> TestSocket {
        let socket = try await TestSocket.connect(
            port: server.port, path: "/v1.0/wss/\(ack ? "?ack=true" : "")", headers: account.headers)
        if isSilent { await socket.expectPong() }
        return socket
    }

    func waiting(for account: Account) async throws -> Int {
        try await server.keptMessages(for: account.user).waiting
    }

    func sent(to account: Account) async throws -> Int {
        try await server.keptMessages(for: account.user).sent
    }
}

extension LocalServerOptions {
    /// Nothing in the log.
    static var quiet: LocalServerOptions { quiet() }

    static func quiet(
        storage: Storage = .memory, fixed: Quirks = [], silenceLimit: Duration = .seconds(60),
        now: @escaping @Sendable () -> Timestamp = { SystemTime.now() }
    ) -> LocalServerOptions {
        LocalServerOptions(
            storage: storage, fixed: fixed, silenceLimit: silenceLimit,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: now)
    }
}

/// Somebody who has logged in.
struct Account: Sendable {
    var user: UserID
    var accessKey: String

    var headers: HTTPHeaders {
        ["user": user.rawValue, "accesskey": accessKey]
    }

    /// A text of this user, as a client writes it.
    func text(_ text: String, id: String, to receiver: String, isGroup: Bool = false) -> String {
        let type = isGroup ? "group" : "individual"
        let head: JSONValue = [
            "to": .string(receiver), "from": .string(user.rawValue), "type": .string(type), "contentType": "text",
            "action": "message", "category": "message", "ephemeral": false,
        ]
        return JSONValue.object([
            .init("_v", .decimal("2.1")), .init("id", .string(id)), .init("head", head),
            .init("body", ["text": .string(text)]),
        ]).text
    }

    func typing(to receiver: String, isGroup: Bool = false) -> String {
        let type = isGroup ? "group" : "individual"
        return """
            {"_v":2.1,"id":"typing","head":{"to":"\(receiver)","from":"\(user.rawValue)","type":"\(type)",\
            "contentType":"notification","action":"typing","category":"system","ephemeral":true},"body":{"typing":true}}
            """
    }

    /// Tells the server that the message is stored.
    func acknowledgement(of id: String) -> String {
        """
        {"_v":2.1,"id":"\(id)","head":{"type":"individual","to":"server","from":"\(user.rawValue)",\
        "contentType":"CLIENT_ACK","ephemeral":true},"body":{}}
        """
    }
}
