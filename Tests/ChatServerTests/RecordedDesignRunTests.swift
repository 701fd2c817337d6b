import ChatModel
import ChatServer
import ChatWire
import NIOHTTP1
import Testing

/// Plays the recorded runs of the unmodified servers of the designs before acknowledgements against this one: every
/// request and frame of the clients is sent again, and every answer and frame of the server must say the same.
@Suite(.timeLimit(.minutes(1)))
struct RecordedDesignRunTests {
    /// Scenes that were staged inside the real servers (a dead gateway, a stale map: `DesignSceneTests`), and files,
    /// which are not served.
    private static let staged = ["stale", "dead", "lost", "assets"]
    /// v2.0.4 is v2.0 without two of its defects.
    private static let mended: Quirks = [.losesOnStaleMapping, .tellsOnlyTheAdded]

    @Test(arguments: ["v1", "v2.0", "v2.0.4", "v2.2", "v2.3", "v2.5", "v2.6", "v2.7"])
    func theRecordedRunGivesTheSameAnswers(_ design: String) async throws {
        let vectors = try Vector.recorded(of: design).filter { vector in
            vector.number < 900 && !Self.staged.contains { vector.name.contains($0) }
                && (vector.isHTTP ? vector.path != nil : vector.text != nil)
        }
        #expect(vectors.count > 25)
        // The recording's frames that stop the routing were followed by others.
        let isOlder = design == "v2.0.4"
        let fixed: Quirks = isOlder ? [.stopsOnPoison, Self.mended] : .stopsOnPoison
        try await DesignRig.run(isOlder ? "v2.0" : design, fixed: fixed) { rig in
            let player = DesignPlayer(rig)
            for (vector, next) in zip(vectors, vectors.dropFirst().map(Optional.some) + [nil]) {
                try await player.play(vector)
                if !vector.isHTTP, !vector.isFromServer, next?.isFromServer != true { try await player.settle(vector) }
            }
        }
    }
}

/// Holds the people, their sockets, and what stands for the ids of the recorded run.
private final class DesignPlayer {
    private let rig: DesignRig
    private var people: [String: Person] = [:]
    private var sockets: [String: TestSocket] = [:]
    private var unread: [String: [String]] = [:]
    private var matcher = RecordedMatcher()
    private var probes = 0

    private static let credentials: Set = ["user", "accesskey", "token"]
    private static let numbers = ["A": "+919876543210", "B": "+919812345678", "D": "+919800000003"]

    init(_ rig: DesignRig) {
        self.rig = rig
    }

    func play(_ vector: Vector) async throws {
        guard !vector.isHTTP else { return try await exchange(vector) }
        if sockets.isEmpty { for who in ["A", "B"] { try await connect(who) } }
        let who = try #require(vector.who)
        try await prepare(for: vector)
        if sockets[who] == nil { try await connect(who) }
        let text = try #require(vector.text)
        guard vector.isFromServer else { return try #require(sockets[who]).send(matcher.translate(text)) }
        let actual = try await nextText(who, vector)
        let isSame = matcher.matches(recorded: text, actual: actual)
        #expect(isSame, "\(vector.name): \(actual)")
    }

    /// The scene of two devices: a second socket, and later the end of the first, after which the second is an orphan.
    private func prepare(for vector: Vector) async throws {
        guard vector.name.contains("two-devices"), !vector.isFromServer else { return }
        if sockets["B2"] == nil { try await connect("B2") }
        if vector.text?.contains("after close") == true { await sockets.removeValue(forKey: "B")?.close() }
    }

    private func connect(_ who: String) async throws {
        let name = String(who.prefix { !$0.isNumber })
        let person = try await person(of: try #require(Self.numbers[name]))
        sockets[who] = try await TestSocket.connect(
            port: rig.server.port, path: rig.design.socketPath, headers: rig.headers(of: person))
    }

    private func person(of user: String) async throws -> Person {
        if let person = people[user] { return person }
        let person = try await rig.logIn(UserID(user))
        people[user] = person
        return person
    }

    private func nextText(_ who: String, _ vector: Vector) async throws -> String {
        if let first = unread[who]?.first {
            unread[who]?.removeFirst()
            return first
        }
        let event = await sockets[who]?.next()
        guard case .text(let text) = event else {
            Issue.record("\(vector.name): expected a text frame, got \(String(describing: event))")
            throw TestSocket.Unexpected()
        }
        return text
    }

    /// Lets the sender of a frame say something to themself and waits for it, so that the frame is routed by then.
    func settle(_ vector: Vector) async throws {
        let who = vector.who ?? ""
        // A frame that is no message may be poison to what comes behind it only here, where it is dropped.
        guard let socket = sockets[who], let number = Self.numbers[who] else { return }
        probes += 1
        let probe = Envelope(
            id: MessageID("probe-\(probes)"), from: UserID(number), to: number, content: .text("probe"))
        guard case .text(let text) = try rig.design.codec.encode(probe) else { return }
        socket.send(text)
        while case .text(let text)? = await socket.next() {
            guard !text.contains("probe-\(probes)") else { return }
            unread[who, default: []].append(text)
        }
    }

    private func exchange(_ vector: Vector) async throws {
        let recorded = try #require(vector.response)
        var headers = HTTPHeaders()
        let isLogin = vector.path?.hasSuffix("/login") == true
        for (name, value) in vector.headers where isLogin || !Self.credentials.contains(name) {
            headers.add(name: name, value: value)
        }
        // The recording left out the front, which asks for all of them.
        if !isLogin, let user = vector.headers["user"] {
            headers.add(contentsOf: rig.headers(of: try await person(of: user)))
        }
        let body = vector.text.map { matcher.translate($0) }
        var code = ""
        if isLogin, recorded.status == 200, let user = try body.flatMap({ try JSONValue.parse($0)["username"]?.string })
        {
            code = await rig.server.issueCode(for: UserID(user))
            headers.replaceOrAdd(name: "token", value: code)
        }
        let answer = try await TestHTTP.request(
            port: rig.server.port, vector.method, matcher.translate(try #require(vector.path)), headers: headers,
            body: body)
        #expect(answer.status == recorded.status, "\(vector.name)")
        #expect(answer.headers.first(name: "content-type") == recorded.contentType, "\(vector.name)")
        let isSame = matcher.matches(recorded: recorded.text, actual: answer.body)
        #expect(isSame, "\(vector.name): \(answer.body)")
        if !code.isEmpty, let user = try answer.json["username"]?.string, let key = try answer.json["accesskey"]?.string
        {
            people[user] = Person(user: UserID(user), accessKey: key, token: code, isNew: false)
        }
    }
}
