import ChatModel
import ChatServer
import ChatWire
import Foundation
import NIOHTTP1
import Testing

/// Plays the recorded runs of the designs that acknowledge, v3 and the binary half of v2.8, against this server: every
/// request and frame of the clients is sent again, and every answer and frame of the server must say the same.
///
/// Services write concurrently, so the frames of one socket may change places between two of the client's.
@Suite(.timeLimit(.minutes(1)))
struct RecordedAcknowledgedRunTests {
    /// Files and internal routes are not served.
    private static let foreign = ["-assets-", "-start-http-get-404", "-start-http-post-404", "146-probe", "145-probe"]

    @Test(arguments: [("v3", false), ("v3", true), ("v2.8", true)])
    func theRecordedRunGivesTheSameAnswers(_ design: String, _ isBinary: Bool) async throws {
        let vectors = try Vector.recorded(of: design).filter { vector in
            vector.number < 900 && vector.name.contains("-bin-") == isBinary
                && !Self.foreign.contains { vector.name.contains($0) }
                && !vector.name.contains("_internal")
        }
        #expect(vectors.count > 50)
        try await DesignRig.run(design, fixed: .collapsesPaths) { rig in
            let player = AcknowledgedPlayer(rig)
            for vector in vectors { try await player.play(vector) }
            await player.finish()
        }
    }
}

/// Holds the people, their sockets, and what stands for the ids of the recorded run.
private final class AcknowledgedPlayer {
    private let rig: DesignRig
    private var people: [UserID: Person] = [:]
    private var sockets: [String: TestSocket] = [:]
    private var unread: [String: [TestSocket.Event]] = [:]
    private var matcher = RecordedMatcher()

    private static let users = [
        "A": "+919876543210", "B": "+919812345678", "D": "+919800000003", "Z": "+91zz",
    ]
    /// As many frames may come before the one that is looked for.
    private static let patience = 8

    init(_ rig: DesignRig) {
        self.rig = rig
    }

    func play(_ vector: Vector) async throws {
        // Everybody of a scene is there from its beginning; the one with D away is the first.
        if vector.name.contains("-bin-") {
            if sockets.isEmpty { try await connect("B(bin)", "/v1.0/wss/?format=binary") }
        } else if vector.number > 5 {
            let people = vector.number > 20 ? ["A", "B", "D"] : ["A", "B"]
            for who in people where sockets[who] == nil && sockets["B2"] == nil {
                try await connect(who, who == "A" ? "/v1.0/wss/?ack=true" : "/v1.0/wss/")
            }
        }
        guard !vector.isHTTP else { return try await exchange(vector) }
        if vector.name.contains("old-socket-closes-after-new"), sockets["B2"] == nil {
            try await connect("B2", "/v1.0/wss/")
            await sockets["B2"]?.expectPong()
            await sockets.removeValue(forKey: "B")?.close()
        }
        let who = try #require(vector.who)
        if who == "B(text)" || vector.name.contains("-to-text-client-"), sockets["B(text)"] == nil {
            await sockets.removeValue(forKey: "B(bin)")?.close()
            try await connect("B(text)", "/v1.0/wss/")
        }
        if sockets[who] == nil { try await connect(who, try #require(vector.connect)) }
        guard !vector.isFromServer else { return try await expect(vector, for: who) }
        let socket = try #require(sockets[who])
        if let text = vector.text {
            socket.send(matcher.translate(text))
        } else {
            socket.send(try #require(bytes(of: vector)))
        }
    }

    private func connect(_ who: String, _ path: String) async throws {
        let name = String(who.prefix { $0.isLetter })
        let person = try await person(of: UserID(try #require(Self.users[name])))
        sockets[who] = try await TestSocket.connect(
            port: rig.server.port, path: path, headers: rig.headers(of: person))
    }

    private func person(of user: UserID) async throws -> Person {
        if let person = people[user] { return person }
        let person = try await rig.logIn(user)
        people[user] = person
        return person
    }

    // MARK: Frames

    private func bytes(of vector: Vector) -> [UInt8]? {
        vector.base64.flatMap { Data(base64Encoded: $0) }.map { Array($0) }
    }

    private func expect(_ vector: Vector, for who: String) async throws {
        var seen = unread[who] ?? []
        var looked = 0
        while true {
            while looked < seen.count {
                if isRecorded(seen[looked], by: vector) {
                    seen.remove(at: looked)
                    unread[who] = seen
                    return
                }
                looked += 1
            }
            guard looked < Self.patience, let event = await sockets[who]?.next() else { break }
            seen.append(event)
        }
        Issue.record("\(vector.name): not among \(seen.map { Self.describe($0) })")
        throw TestSocket.Unexpected()
    }

    private static func describe(_ event: TestSocket.Event) -> String {
        guard case .binary(let bytes) = event else { return "\(event)" }
        return WireFields(bytes)?.description ?? "\(bytes)"
    }

    private func isRecorded(_ event: TestSocket.Event, by vector: Vector) -> Bool {
        var matcher = matcher
        let isSame: Bool
        switch event {
        case .text(let text):
            guard let recorded = vector.text else { return false }
            isSame = matcher.matches(recorded: recorded, actual: text)
        case .binary(let bytes):
            guard let recorded = self.bytes(of: vector) else { return false }
            isSame = matcher.matches(recorded: recorded, actual: bytes)
        default: isSame = false
        }
        if isSame { self.matcher = matcher }
        return isSame
    }

    // MARK: Requests

    /// The recording asked the services behind the front, whose paths are those below their names outside.
    private func path(of vector: Vector) throws -> String {
        if let path = vector.path { return path }
        let inside = try #require(vector.servicePath)
        return "/v1.0/channels" + inside.replacing("/_internal", with: "")
    }

    private func exchange(_ vector: Vector) async throws {
        let recorded = try #require(vector.response)
        let path = matcher.translate(try path(of: vector))
        var headers = HTTPHeaders()
        for (name, value) in vector.headers where !["user", "accesskey", "token"].contains(name) {
            headers.add(name: name, value: value)
        }
        var body = vector.text.map { matcher.translate($0) }
        if path.hasSuffix("/login") {
            if recorded.status == 200 { return try await login(vector) }
        } else if let user = vector.headers["user"] {
            headers.add(contentsOf: rig.headers(of: try await person(of: UserID(user))))
        } else {
            // The internal route asks for nobody; ours is the members' own.
            headers.add(contentsOf: rig.headers(of: try await person(of: UserID("+919876543210"))))
        }
        if vector.name.contains("contactbook") { body = vector.text }
        let answer = try await TestHTTP.request(
            port: rig.server.port, vector.method, path, headers: headers, body: body)
        #expect(answer.status == recorded.status, "\(vector.name)")
        #expect(answer.headers.first(name: "content-type") == recorded.contentType, "\(vector.name)")
        let isSame = matcher.matches(recorded: recorded.text, actual: answer.body)
        #expect(isSame, "\(vector.name): \(answer.body)")
    }

    private func login(_ vector: Vector) async throws {
        let user = UserID(try #require(JSONValue.parse(vector.text ?? "")["username"]?.string))
        let person = try await rig.logIn(user)
        let recorded = try JSONValue.parse(vector.response?.text ?? "")["isNew"]?.bool
        #expect(person.isNew == recorded)
        people[user] = person
    }

    /// Nobody got more than the record says.
    func finish() async {
        // Its map entry went with the older socket.
        await sockets.removeValue(forKey: "B2")?.expectNothing()
        for (who, socket) in sockets {
            socket.send("ping")
            var rest = unread[who] ?? []
            while let event = await socket.next(), event != .text("pong") { rest.append(event) }
            #expect(rest.isEmpty, "\(who): \(rest.map { Self.describe($0) })")
        }
    }
}

extension TestSocket {
    /// Nothing has come; does not need the socket to be mapped.
    fileprivate func expectNothing() async {
        ping()
        let event = await next()
        #expect(event == .pong)
    }
}
