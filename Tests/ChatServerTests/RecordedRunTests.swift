import ChatModel
import ChatServer
import ChatWire
import NIOHTTP1
import Testing

/// Plays the recorded run of an unmodified v2.8.3 server against this one: every request and frame of the clients is
/// sent again, and every answer and frame of the server must say the same.
@Suite(.timeLimit(.minutes(1)))
struct RecordedRunTests {
    @Test func theRecordedRunOfV2_8GivesTheSameAnswers() async throws {
        let vectors = try Vector.recorded(of: "v2.8").filter(isPlayable)
        #expect(vectors.count > 100)
        try await TestServer.run { server in
            let player = Player(server: server)
            for vector in vectors {
                try await player.prepare(for: vector)
                try await player.play(vector)
            }
            try await player.expectSilence()
        }
    }

    /// Binary frames and assets are not served; internal routes and people who never logged in (the recording left
    /// out the front) cannot be reached from outside.
    private func isPlayable(_ vector: Vector) -> Bool {
        let isForeign = vector.name.contains("-bin-") || vector.name.contains("-assets-")
        guard !isForeign, vector.number < 901 else { return false }
        guard vector.isHTTP else { return vector.text != nil }
        let isBehindTheFront = ["011", "012"].contains(vector.name.prefix(3))
        return vector.path != nil && !isBehindTheFront
    }
}

/// Holds the people, their sockets, and what stands for the ids of the recorded run.
private final class Player {
    private let server: TestServer
    private var accounts: [String: Account] = [:]
    private var sockets: [String: TestSocket] = [:]
    private var matcher = RecordedMatcher()

    init(server: TestServer) {
        self.server = server
    }

    /// Opens and closes the sockets as the recorded run did before this step.
    func prepare(for vector: Vector) async throws {
        switch vector.number {
        case 16:
            try await connect("A", "+919876543210", "?ack=true")
            try await connect("B", "+919812345678", "")
        case 83: try await connect("D", "+919800000003", "", isSilent: false)
        case 88: try await connect("B2", "+919812345678", "?ack=true")
        case 91: await sockets.removeValue(forKey: "B")?.close()
        case 163:
            // What came for B while only the orphan was open is replayed and not part of the record.
            try await connect("B", "+919812345678", "", isSilent: false)
            _ = try await sockets["B"]?.nextJSON()
            await sockets["B"]?.expectPong()
        default: break
        }
    }

    private func connect(_ who: String, _ user: String, _ query: String, isSilent: Bool = true) async throws {
        let account = try await account(of: user)
        let socket = try await TestSocket.connect(
            port: server.server.port, path: "/v1.0/wss/\(query)", headers: account.headers)
        if isSilent { await socket.expectPong() }
        sockets[who] = socket
    }

    private func account(of user: String) async throws -> Account {
        if let account = accounts[user] { return account }
        let account = try await server.login(UserID(user))
        accounts[user] = account
        return account
    }

    func play(_ vector: Vector) async throws {
        guard !vector.isHTTP else { return try await exchange(vector) }
        let socket = try #require(sockets[vector.who ?? ""], "\(vector.name)")
        let text = try #require(vector.text)
        guard vector.isFromServer else { return socket.send(matcher.translate(text)) }
        let event = await socket.next()
        guard case .text(let actual) = event else {
            Issue.record("\(vector.name): expected a text frame, got \(String(describing: event))")
            return
        }
        let isSame = matcher.matches(recorded: text, actual: actual)
        #expect(isSame, "\(vector.name): \(actual)")
    }

    private func exchange(_ vector: Vector) async throws {
        let recorded = try #require(vector.response)
        let path = matcher.translate(try #require(vector.path))
        var headers = HTTPHeaders()
        for (name, value) in vector.headers {
            let isKey = name == "accesskey" && value == "k"
            headers.add(
                name: name, value: isKey ? try await account(of: vector.headers["user"] ?? "").accessKey : value)
        }
        var body = vector.text.map { matcher.translate($0) }
        if path.hasSuffix("/login"), recorded.status == 200, let text = body {
            let code = await server.server.issueCode(for: UserID(try JSONValue.parse(text)["username"]?.string ?? ""))
            if headers.contains(name: "token") { headers.replaceOrAdd(name: "token", value: code) }
            body = text.replacing(#""authToken":"tok""#, with: #""authToken":"\#(code)""#)
                .replacing(#""authToken":"t""#, with: #""authToken":"\#(code)""#)
        }
        let answer = try await server.request(vector.method, path, headers: headers, body: body)
        #expect(answer.status == recorded.status, "\(vector.name)")
        #expect(answer.headers.first(name: "content-type") == recorded.contentType, "\(vector.name)")
        let isSame = matcher.matches(recorded: recorded.text, actual: answer.body)
        #expect(isSame, "\(vector.name): \(answer.body)")
        if path.hasSuffix("/login"), answer.status == 200 { try remember(answer) }
    }

    private func remember(_ answer: TestAnswer) throws {
        let json = try answer.json
        guard let user = json["username"]?.string, let key = json["accesskey"]?.string else { return }
        accounts[user] = Account(user: UserID(user), accessKey: key)
    }

    /// Nobody got more than the record says.
    func expectSilence() async throws {
        for who in ["A", "B", "D"] { await sockets[who]?.expectPong() }
    }
}
