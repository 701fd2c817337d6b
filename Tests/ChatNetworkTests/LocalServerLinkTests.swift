import ChatCore
import ChatModel
import ChatNetwork
import ChatServer
import ChatWire
import Logging
import Testing

/// The network against the server that people run, with the codec of its design.
struct LocalServerLinkTests {
    private let design = ServerDesign.v2_8
    private let asha = UserID("+919812345678")
    private let bela = UserID("+919876543210")

    @Test func oneUsersTextReachesTheOtherAndIsAcknowledged() async throws {
        try await withServer { server in
            let (from, to) = (try await connect(asha, server), try await connect(bela, server))

            try await from.send(try frame("m-1", "नमस्ते 👋🏽"))

            #expect(try await contents(of: from, 1) == [.serverAcknowledgement])
            #expect(try await contents(of: to, 1) == [.text("नमस्ते 👋🏽")])
            await from.close()
            await to.close()
        }
    }

    @Test func aBacklogThatComesWithTheUpgradeIsWhole() async throws {
        try await withServer { server in
            let from = try await connect(asha, server)
            _ = try await logIn(bela, server)
            for number in 1...200 { try await from.send(try frame("m-\(number)", "text \(number)")) }
            #expect(try await contents(of: from, 200).allSatisfy { $0 == .serverAcknowledgement })
            await from.close()

            let to = try await connect(bela, server)
            let texts = try await contents(of: to, 200)

            #expect(Set(texts) == Set((1...200).map { .text("text \($0)") }))
            await to.close()
        }
    }

    @Test func aPingIsAnsweredAndATextPingToo() async throws {
        try await withServer { server in
            let connection = try await connect(asha, server)

            try await connection.ping()
            try await connection.send(.text("ping"))

            #expect(try await connection.frames.first(1).flatMap(design.codec.decode) == [.pong])
            await connection.close()
        }
    }

    @Test func aWrongKeyIsRefusedAtTheUpgradeAndOverHTTP() async throws {
        try await withServer { server in
            _ = try await logIn(asha, server)
            let headers = design.authenticationHeaders(user: asha, accessKey: "not the key")
            var request = design.api.syncContacts([bela])
            request.headers += headers

            await #expect(throws: TransportError.upgradeRefused(status: 401)) {
                _ = try await WebSocketTransport().connect(
                    ConnectRequest(server: server.url, path: design.socketPath, headers: headers))
            }
            #expect(try await HTTPDirectory().perform(request, server: server.url).status == 401)
        }
    }

    @Test func aServerThatStopsEndsTheLinkWithItsCode() async throws {
        let server = try await start()
        let connection = try await connect(asha, server)

        async let ending: Void = server.stop()

        await #expect {
            for try await _ in connection.frames {}
        } throws: { error in
            guard case .closed(code: 1001, _) = error as? TransportError else { return false }
            return true
        }
        await ending
    }

    // MARK: Parts

    private func start() async throws -> LocalServer {
        try await LocalServer.start(LocalServerOptions(log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    }

    private func withServer(_ body: (LocalServer) async throws -> Void) async throws {
        let server = try await start()
        do {
            try await body(server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func logIn(_ user: UserID, _ server: LocalServer) async throws -> LoginAnswer {
        let request = design.api.login(user: user, token: await server.issueCode(for: user))
        return try design.api.readLogin(try await HTTPDirectory().perform(request, server: server.url))
    }

    private func connect(_ user: UserID, _ server: LocalServer) async throws -> any Connection {
        let key = try await logIn(user, server).accessKey
        return try await WebSocketTransport().connect(
            ConnectRequest(
                server: server.url, path: design.socketPath,
                headers: design.authenticationHeaders(user: user, accessKey: key)))
    }

    private func frame(_ id: String, _ text: String) throws -> Frame {
        try design.codec.encode(
            Envelope(id: MessageID(id), from: asha, to: bela.rawValue, content: .text(text)))
    }

    private func contents(of connection: any Connection, _ count: Int) async throws -> [Envelope.Content] {
        try await connection.frames.first(count).flatMap(design.codec.decode).compactMap { item in
            if case .envelope(let envelope) = item { envelope.content } else { nil }
        }
    }
}
