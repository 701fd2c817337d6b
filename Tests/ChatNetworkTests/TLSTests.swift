import ChatCore
import ChatNetwork
import ChatWire
import NIOSSL
import Testing

/// Each way a certificate can be right or wrong, on the socket and over HTTP.
struct TLSTests {
    private static let reasons: [(TestCertificates.Kind, String)] = [
        (.wrongHost, "its certificate belongs to another name than localhost"),
        (.expired, "its certificate expired on 2020-02-01"),
        (.notYetValid, "its certificate is not valid before 2090-01-01; is this machine's clock right?"),
        (.selfSigned, "its certificate is signed by nobody but itself"),
        (.unknownAuthority, "its certificate is signed by an authority that this machine does not know"),
    ]

    @Test(arguments: ["localhost", "127.0.0.1"])
    func aPrivateAuthorityIsTrustedWhenNamed(host: String) async throws {
        let server = try await start(.good) { request in
            [.bytes(RawServer.agreement(to: request) + serverText("secret"))]
        }
        let options = try await options()

        let connection = try await WebSocketTransport(options: options).connect(
            ConnectRequest(server: "wss://\(host):\(server.port)", path: "/", headers: []))

        #expect(try await connection.frames.first(1) == [.text("secret")])
        try await connection.send(.text("mine"))
        #expect(await server.frame(opcode: 1)?.payload == Array("mine".utf8))
        try await server.stop()
    }

    @Test(arguments: reasons)
    func aWrongCertificateIsRefusedWithItsReason(kind: TestCertificates.Kind, reason: String) async throws {
        let server = try await start(kind) { [.bytes(RawServer.agreement(to: $0))] }
        let transport = WebSocketTransport(options: try await options())
        let request = ConnectRequest(server: "https://localhost:\(server.port)", path: "/", headers: [])

        await #expect(throws: TransportError.unreachable(host: "localhost", reason: reason)) {
            _ = try await transport.connect(request)
        }
        try await server.stop()
    }

    @Test(arguments: reasons)
    func aRequestIsRefusedForTheSameReason(kind: TestCertificates.Kind, reason: String) async throws {
        let server = try await start(kind) { _ in [] }
        let directory = try HTTPDirectory(options: try await options())
        let request = APIRequest(method: .get, path: "/", headers: [APIHeader("accesskey", "secret")])

        await #expect(throws: TransportError.unreachable(host: "localhost", reason: reason)) {
            _ = try await directory.perform(request, server: "https://localhost:\(server.port)")
        }
        try await server.stop()
    }

    @Test func anAuthorityThatWasNotNamedIsUnknown() async throws {
        let server = try await start(.good) { [.bytes(RawServer.agreement(to: $0))] }
        let request = ConnectRequest(server: "https://localhost:\(server.port)", path: "/", headers: [])

        let reason = await expectUnreachable { _ = try await WebSocketTransport().connect(request) }

        #expect(reason == "its certificate is signed by an authority that this machine does not know")
        try await server.stop()
    }

    @Test func aRequestWithAGoodCertificateIsAnswered() async throws {
        let server = try await start(.good) { _ in [.bytes(Array("HTTP/1.1 204 No Content\r\n\r\n".utf8))] }
        let directory = try HTTPDirectory(options: try await options())

        let answer = try await directory.perform(
            APIRequest(method: .get, path: "/"), server: "https://127.0.0.1:\(server.port)")

        #expect(answer.status == 204)
        try await server.stop()
    }

    @Test(arguments: [TLSVersion.tlsv1, .tlsv11])
    func anOldVersionOfTLSIsRefused(version: TLSVersion) async throws {
        let server = try await start(
            .good,
            change: {
                $0.minimumTLSVersion = .tlsv1
                $0.maximumTLSVersion = version
            }
        ) { _ in [] }
        let transport = WebSocketTransport(options: try await options())
        let request = ConnectRequest(server: "https://localhost:\(server.port)", path: "/", headers: [])

        let reason = await expectUnreachable { _ = try await transport.connect(request) }

        #expect(reason == "it speaks no TLS of version 1.2 or later")
        try await server.stop()
    }

    @Test(arguments: [TLSVersion.tlsv12, .tlsv13])
    func aCurrentVersionOfTLSIsSpoken(version: TLSVersion) async throws {
        let server = try await start(
            .good,
            change: {
                $0.minimumTLSVersion = version
                $0.maximumTLSVersion = version
            }
        ) { [.bytes(RawServer.agreement(to: $0) + serverText("hello"))] }
        let request = ConnectRequest(server: "https://localhost:\(server.port)", path: "/", headers: [])

        let connection = try await WebSocketTransport(options: try await options()).connect(request)

        #expect(try await connection.frames.first(1) == [.text("hello")])
        try await server.stop()
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2p1\r\n", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"])
    func aServerWithoutTLSIsNamedAsSuch(greeting: String) async throws {
        let server = try await RawServer.start(greeting: Array(greeting.utf8)) { _ in [] }
        let request = ConnectRequest(server: "https://localhost:\(server.port)", path: "/", headers: [])

        let reason = await expectUnreachable { _ = try await WebSocketTransport().connect(request) }

        #expect(reason == "it does not speak TLS on this port")
        try await server.stop()
    }

    @Test(arguments: [[RawServer.Step.close], [.bytes([0x16, 0x03, 0x03, 0x00, 0x7A, 0x02]), .close]])
    func aHandshakeThatIsCutIsNamedAsSuch(steps: [RawServer.Step]) async throws {
        let server = try await RawServer.start(hello: steps) { _ in [] }
        let request = ConnectRequest(server: "https://localhost:\(server.port)", path: "/", headers: [])

        let reason = await expectUnreachable { _ = try await WebSocketTransport().connect(request) }

        #expect(reason == "the connection was closed while TLS was set up")
        try await server.stop()
    }

    private func start(
        _ kind: TestCertificates.Kind, change: (inout TLSConfiguration) -> Void = { _ in },
        answer: @escaping RawServer.Answer
    ) async throws -> RawServer {
        let context = try await TestCertificates.shared.value.serverContext(kind, change: change)
        return try await RawServer.start(tls: context, answer: answer)
    }

    private func options() async throws -> NetworkOptions {
        var options = NetworkOptions()
        options.caFile = try await TestCertificates.shared.value.authority
        return options
    }
}
