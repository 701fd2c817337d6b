import ChatModel
import ChatServer
import ChatWire
import NIOHTTP1
import Testing

/// What the recordings say of the front door: who is let in, how the others are told, and who keeps a socket alive.
@Suite(.timeLimit(.minutes(1)))
struct RecordedDoorTests {
    /// A recording, and the design that plays it.
    struct Case: Sendable, CustomTestStringConvertible {
        var folder: String
        var vector: Vector
        var testDescription: String { "\(folder)/\(vector.name)" }

        func run(fixed: Quirks = [], pingInterval: Duration = .seconds(50), _ body: (DesignRig) async throws -> Void)
            async throws
        {
            try await DesignRig.run(
                folder == "v2.0.4" ? "v2.0" : folder, fixed: fixed, pingInterval: pingInterval, body)
        }
    }

    private static func cases(_ numbers: ClosedRange<Int>) throws -> [Case] {
        try ["v1", "v2.0", "v2.0.4", "v2.2", "v2.3", "v2.5", "v2.6", "v2.7", "v2.8", "v3"].flatMap { folder in
            try Vector.recorded(of: folder).filter { numbers.contains($0.number) }
                .map { Case(folder: folder, vector: $0) }
        }
    }

    private let me = UserID("+919876543210")

    /// The recording asked a front whose profile service refuses; two releases' services never do.
    @Test(arguments: try cases(900...900))
    func whoIsRefusedGetsTheRecordedPage(_ recorded: Case) async throws {
        try await recorded.run(fixed: .admitsEverybody) { rig in
            let vector = recorded.vector
            let answer = try await TestHTTP.request(
                port: rig.server.port, vector.method, try #require(vector.path),
                headers: HTTPHeaders(vector.headers.map { ($0.key, $0.value) }))
            #expect(answer.status == vector.response?.status)
            #expect(answer.headers.first(name: "content-type") == vector.response?.contentType)
            #expect(answer.body == vector.response?.text)
        }
    }

    @Test(arguments: try cases(901...901))
    func theRecordedUpgradeIsOursAndIsAgreedTo(_ recorded: Case) async throws {
        try await recorded.run { rig in
            #expect(rig.design.socketPath == recorded.vector.path)
            let socket = try await rig.connect(try await rig.logIn(me))
            try await #expect(socket.settle() == [])
        }
    }

    @Test(arguments: try cases(902...902))
    func theRecordedSideKeepsTheSocketAlive(_ recorded: Case) async throws {
        try await recorded.run(pingInterval: .milliseconds(20)) { rig in
            let socket = try await rig.connect(try await rig.logIn(me)).socket
            if recorded.vector.isFromServer {
                await #expect(socket.next() == .ping)
            } else {
                socket.ping()
                await #expect(socket.next() == .pong)
            }
            #expect(rig.design.capabilities.serverPings == (recorded.folder < "v2.2"))
        }
    }

    /// The service's answers to the front, seen from outside as what the front lets through.
    @Test(arguments: try cases(910...929))
    func theFrontLetsInWhomTheRecordedServiceDoes(_ recorded: Case) async throws {
        try await recorded.run { rig in
            var headers = HTTPHeaders()
            for (name, value) in recorded.vector.headers { headers.add(name: name, value: value) }
            if headers.contains(name: "accesskey") {
                let previous = try await rig.logIn(me)
                let latest = try await rig.logIn(me)
                for (word, value) in [
                    ("<latest accesskey>", latest.accessKey), ("<previous accesskey>", previous.accessKey),
                    ("<wrong accesskey>", "wrong"), ("<valid Firebase id token>", latest.token),
                    ("<bad Firebase id token>", "bad"),
                ] {
                    for (name, found) in headers where found == word { headers.replaceOrAdd(name: name, value: value) }
                }
            } else if headers.contains(name: "token") {
                // Somebody who has never logged in.
                headers.replaceOrAdd(name: "token", value: try await identityToken(rig))
            }
            let request = rig.design.api.fetchProfile()
            let answer = try await TestHTTP.request(port: rig.server.port, .GET, request.path, headers: headers)
            #expect(answer.status == recorded.vector.response?.status)
            #expect(answer.body.hasPrefix("<html>") == (answer.status == 401))
        }
    }

    private func identityToken(_ rig: DesignRig) async throws -> String {
        func post(_ call: String, _ body: String) async throws -> JSONValue {
            try await TestHTTP.request(
                port: rig.server.port, .POST, "/identitytoolkit.googleapis.com/v1/accounts:\(call)?key=any", body: body
            ).json
        }
        let sent = try await post("sendVerificationCode", #"{"phoneNumber":"\#(me.rawValue)"}"#)
        let session = try #require(sent["sessionInfo"]?.string)
        let code = await rig.server.issueCode(for: me)
        let signIn = try await post("signInWithPhoneNumber", #"{"sessionInfo":"\#(session)","code":"\#(code)"}"#)
        return try #require(signIn["idToken"]?.string)
    }
}
