import ChatModel
import ChatServer
import ChatWire
import Logging
import NIOHTTP1
import Testing

/// The designs by which tests are parameterised: those that the program speaks, as it names them.
enum Designs {
    static let all = ServerDesign.all.map(\.name)
    static let forArrays = ["v2.0", "v2.2", "v2.3", "v2.5", "v2.6", "v2.7"]
    static let replaying = all.filter { ServerDesign.named($0)?.capabilities.replaysPending == true }
    static let carryingReceipts = all.filter { ServerDesign.named($0)?.capabilities.carriesReceipts == true }
    static let sendingByREST = all.filter { ServerDesign.named($0)?.capabilities.restSending != nil }
    static let needingToken = all.filter { ServerDesign.named($0)?.capabilities.needsToken == true }
}

/// A local server of one design, and the program's own requests and frames of that design to use it with.
struct DesignRig: Sendable {
    let design: ServerDesign
    let server: LocalServer

    /// Runs `body` against a server of its own and stops it, whatever happens.
    static func run(
        _ name: String, fixed: Quirks = [], added: Quirks = [], log: Logger? = nil,
        pingInterval: Duration = .seconds(50), longestHold: Duration = .seconds(3),
        now: @escaping @Sendable () -> Timestamp = { SystemTime.now() },
        _ body: (DesignRig) async throws -> Void
    ) async throws {
        let design = try #require(ServerDesign.named(name))
        let behaviour = try #require(DesignBehaviour.named(design.release))
        var options = LocalServerOptions(
            design: behaviour, fixed: fixed, added: added, pingInterval: pingInterval,
            log: log ?? Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: now)
        options.longestHold = longestHold
        let server = try await LocalServer.start(options)
        do {
            try await body(DesignRig(design: design, server: server))
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    /// Logs in with a fresh one-time code.
    ///
    /// - Parameter pushToken: as a phone has one; without, the program's own login, which wants no pushes.
    func logIn(_ user: UserID, pushToken: String? = nil) async throws -> Person {
        let code = await server.issueCode(for: user)
        var request = design.api.login(user: user, token: code)
        if let pushToken {
            let body = (try JSONValue.parse(request.body).members ?? []).filter { $0.name != "notificationToken" }
            request.body = JSONValue.object(body + [.init("notificationToken", .string(pushToken))]).text
        }
        let answer = try design.api.readLogin(try await call(request, as: nil))
        #expect(answer.user == user)
        return Person(user: user, accessKey: answer.accessKey, token: code, isNew: answer.isNew)
    }

    func call(_ request: APIRequest, as person: Person?) async throws -> APIResponse {
        var headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        if let person { headers.add(contentsOf: self.headers(of: person)) }
        let answer = try await TestHTTP.request(
            port: server.port, HTTPMethod(rawValue: request.method.rawValue), request.path, headers: headers,
            body: request.body.isEmpty ? nil : request.body)
        return APIResponse(
            status: answer.status, headers: answer.headers.map { APIHeader($0.name, $0.value) }, body: answer.body)
    }

    func headers(of person: Person) -> HTTPHeaders {
        let headers = design.authenticationHeaders(
            user: person.user, accessKey: person.accessKey, token: person.token)
        return HTTPHeaders(headers.map { ($0.name, $0.value) })
    }

    func connect(_ person: Person) async throws -> DesignSocket {
        let socket = try await TestSocket.connect(
            port: server.port, path: design.socketPath, headers: headers(of: person))
        return DesignSocket(socket, of: person, design: design)
    }

    /// Connects somebody who has nothing waiting.
    func connectInSilence(_ person: Person) async throws -> DesignSocket {
        let socket = try await connect(person)
        try await #expect(socket.settle() == [])
        return socket
    }

    /// The group as a member sees it.
    func group(_ id: ConversationID, as person: Person) async throws -> Group {
        try design.api.readGroup(id, in: try await call(design.api.fetchGroup(id), as: person))
    }

    /// Makes a group of `person` and these.
    func createGroup(of members: [UserID], by person: Person) async throws -> ConversationID {
        let request = design.api.createGroup(name: "Team", members: members)
        return try design.api.readCreatedGroup(try await call(request, as: person))
    }
}

/// Somebody who has logged in.
struct Person: Sendable {
    var user: UserID
    var accessKey: String
    var token: String
    var isNew: Bool
}

/// A socket that speaks a design's frames.
final class DesignSocket {
    let socket: TestSocket
    let person: Person
    private let design: ServerDesign
    private var unread: [Envelope] = []
    private var probes = 0

    init(_ socket: TestSocket, of person: Person, design: ServerDesign) {
        self.socket = socket
        self.person = person
        self.design = design
    }

    func send(_ content: Envelope.Content, to: String, isGroup: Bool = false, id: String) throws {
        let envelope = Envelope(
            id: MessageID(id), from: person.user, to: to, isGroup: isGroup, content: content)
        switch try design.codec.encode(envelope) {
        case .text(let text): socket.send(text)
        case .binary(let bytes): socket.send(bytes)
        }
    }

    func send(_ text: String, to user: UserID, id: String) throws {
        try send(.text(text), to: user.rawValue, id: id)
    }

    /// What arrives next, acknowledgements of the server left out.
    func next(_ location: SourceLocation = #_sourceLocation) async throws -> Envelope {
        while unread.isEmpty {
            let frame: Frame
            switch await socket.next() {
            case .text(let text): frame = .text(text)
            case .binary(let bytes): frame = .binary(bytes)
            case let other:
                Issue.record("expected a message, got \(String(describing: other))", sourceLocation: location)
                throw TestSocket.Unexpected()
            }
            unread += design.codec.decode(frame).compactMap { item in
                guard case .envelope(let envelope) = item, envelope.content != .serverAcknowledgement else {
                    return nil
                }
                return envelope
            }
        }
        return unread.removeFirst()
    }

    /// Says something to oneself and waits for it: everything sent before is routed by then. Returns what came before.
    func settle(_ location: SourceLocation = #_sourceLocation) async throws -> [Envelope.Content] {
        probes += 1
        let probe = Envelope.Content.text("probe \(probes)")
        try send(probe, to: person.user.rawValue, id: "probe-\(probes)")
        var seen: [Envelope.Content] = []
        while true {
            let content = try await next(location).content
            guard content != probe else { return seen }
            seen.append(content)
        }
    }

    /// Nothing has come but acknowledgements; does not need the socket to be mapped.
    func expectSilence(_ location: SourceLocation = #_sourceLocation) async {
        socket.ping()
        while let event = await socket.next(), event != .pong {
            let items =
                switch event {
                case .text(let text): design.codec.decode(.text(text))
                case .binary(let bytes): design.codec.decode(.binary(bytes))
                default: [DecodedItem]()
                }
            for case .envelope(let envelope) in items {
                #expect(envelope.content == .serverAcknowledgement, sourceLocation: location)
            }
        }
    }

    func close() async {
        await socket.close()
    }
}
