import ChatCore
import ChatNetwork
import ChatWire
import FaultProxy
import Testing

/// The fault proxy before a server with TLS.
struct FaultProxyTLSTests {
    @Test func itSpeaksTLSToTheServerAndSeesTheFrames() async throws {
        let certificates = try await TestCertificates.shared.value
        let server = try await RawServer.start(tls: try certificates.serverContext(.good)) { request in
            [.bytes(RawServer.agreement(to: request) + serverText("one") + serverText("two") + serverText("three"))]
        }
        let proxy = try await FaultProxy.start(
            to: "wss://localhost:\(server.port)/base", faults: [Fault(.drop(1), direction: .in, trigger: .after(1))],
            caFile: certificates.authority)

        let connection = try await WebSocketTransport().connect(
            ConnectRequest(server: proxy.url, path: "/socket", headers: []))

        #expect(try await connection.frames.first(2) == [.text("one"), .text("three")])
        let request = await server.event { if case .request = $0 { true } else { false } }
        guard case .request(let text) = request else { return }
        #expect(text.hasPrefix("GET /base/socket HTTP/1.1\r\n"))
        #expect(RawServer.header("host", of: text) == "localhost:\(server.port)")
        await proxy.stop()
        try await server.stop()
    }

    @Test func aServerWhoseCertificateIsWrongIsNotReached() async throws {
        let certificates = try await TestCertificates.shared.value
        let server = try await RawServer.start(tls: try certificates.serverContext(.wrongHost)) { _ in [] }
        let proxy = try await FaultProxy.start(
            to: "https://localhost:\(server.port)", caFile: certificates.authority)

        await #expect(throws: TransportError.self) {
            _ = try await WebSocketTransport().connect(ConnectRequest(server: proxy.url, path: "/", headers: []))
        }
        await proxy.stop()
        try await server.stop()
    }

    @Test func aClientWithTLSPassesThroughUnseen() async throws {
        let certificates = try await TestCertificates.shared.value
        let server = try await RawServer.start(tls: try certificates.serverContext(.good)) { request in
            [.bytes(RawServer.agreement(to: request) + serverText("secret"))]
        }
        let proxy = try await FaultProxy.start(
            to: "http://127.0.0.1:\(server.port)", faults: [Fault(.drop(1)), Fault(.slice(5))])
        var options = NetworkOptions()
        options.caFile = certificates.authority

        let connection = try await WebSocketTransport(options: options).connect(
            ConnectRequest(server: proxy.url.replacing("http:", with: "https:"), path: "/", headers: []))

        #expect(try await connection.frames.first(1) == [.text("secret")])
        await proxy.stop()
        try await server.stop()
    }
}
