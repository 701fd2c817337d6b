import ChatCore
import ChatNetwork
import ChatWire
import NIOCore
import Testing

/// From the first byte to the upgrade, against a server that says literal bytes.
struct WebSocketTransportTests {
    @Test func aFrameInTheSegmentOfTheAgreementIsNotLost() async throws {
        let server = try await RawServer.start { request in
            [.bytes(RawServer.agreement(to: request) + serverText("first") + serverText("second"))]
        }

        let connection = try await WebSocketTransport().connect(.to(server))
        let frames = try await connection.frames.first(2)

        #expect(frames == [.text("first"), .text("second")])
        try await server.stop()
    }

    @Test func theRequestNamesHostPathAndHeaders() async throws {
        let server = try await RawServer.start { [.bytes(RawServer.agreement(to: $0))] }
        let request = ConnectRequest(
            server: server.url + "/base/", path: "/wss/?ack=true", headers: [APIHeader("user", "+919876543210")])

        let connection = try await WebSocketTransport().connect(request)

        guard case .request(let head) = await server.event(where: { _ in true }) else { return }
        #expect(head.hasPrefix("GET /base/wss/?ack=true HTTP/1.1\r\n"))
        #expect(RawServer.header("host", of: head) == "127.0.0.1:\(server.port)")
        #expect(RawServer.header("user", of: head) == "+919876543210")
        #expect(RawServer.header("sec-websocket-extensions", of: head) == nil)
        withExtendedLifetime(connection) {}
        try await server.stop()
    }

    @Test(arguments: [
        ("HTTP/1.1 401 Unauthorized\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", 401),
        ("HTTP/1.1 302 Found\r\nLocation: https://other.example/\r\nContent-Length: 0\r\n\r\n", 302),
        ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html><title>Welcome</title>", 200),
        ("HTTP/1.1 503 Service Unavailable\r\nRetry-After: soon\r\n\r\n", 503),
        ("HTTP/1.1 404 Not Found\r\nRetry-After: 5\r\n\r\n", 404),
    ])
    func aRefusedUpgradeTellsItsStatus(answer: String, status: Int) async throws {
        let server = try await RawServer.start { _ in [.bytes(Array(answer.utf8))] }

        await #expect(throws: TransportError.upgradeRefused(status: status)) {
            _ = try await WebSocketTransport().connect(.to(server))
        }
        #expect(await server.event { $0 == .closed } == .closed)
        try await server.stop()
    }

    @Test(arguments: [429, 503])
    func aServerThatWantsToBeAskedLaterSaysWhen(status: Int) async throws {
        let answer = "HTTP/1.1 \(status) Later\r\nRetry-After: 7\r\n\r\n"
        let server = try await RawServer.start { _ in [.bytes(Array(answer.utf8))] }

        await #expect(throws: TransportError.upgradePutOff(status: status, seconds: 7)) {
            _ = try await WebSocketTransport().connect(.to(server))
        }
        try await server.stop()
    }

    @Test(arguments: [
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
        "Upgrade: websocket\r\nConnection: Upgrade\r\n",
        "Upgrade: h2c\r\nConnection: Upgrade\r\n",
        "Connection: close\r\n",
    ])
    func anAgreementThatIsNoneIsAViolation(headers: String) async throws {
        let server = try await RawServer.start { _ in
            [.bytes(Array("HTTP/1.1 101 Switching Protocols\r\n\(headers)\r\n".utf8))]
        }

        await expectViolation { _ = try await WebSocketTransport().connect(.to(server)) }
        try await server.stop()
    }

    @Test(arguments: ["Sec-WebSocket-Extensions: permessage-deflate", "Sec-WebSocket-Protocol: chat"])
    func whatWasNotAskedForIsAViolation(header: String) async throws {
        let server = try await RawServer.start { request in
            let agreement = String(decoding: RawServer.agreement(to: request), as: UTF8.self)
            return [.bytes(Array(agreement.replacing("Upgrade: w", with: "\(header)\r\nUpgrade: w").utf8))]
        }

        await expectViolation { _ = try await WebSocketTransport().connect(.to(server)) }
        try await server.stop()
    }

    @Test func anAnswerThatIsNotHTTPIsAViolation() async throws {
        let server = try await RawServer.start { _ in [.bytes(Array("SSH-2.0-OpenSSH_9.2p1\r\n\r\n".utf8))] }

        await expectViolation { _ = try await WebSocketTransport().connect(.to(server)) }
        try await server.stop()
    }

    @Test(arguments: [[RawServer.Step.close], [.reset], [.bytes(Array("HTTP/1.1 101 Swi".utf8)), .close]])
    func aServerThatHangsUpIsUnreachable(steps: [RawServer.Step]) async throws {
        let server = try await RawServer.start { _ in steps }

        await expectUnreachable { _ = try await WebSocketTransport().connect(.to(server)) }
        try await server.stop()
    }

    @Test func aServerThatNeverAnswersTimesOut() async throws {
        let server = try await RawServer.start { _ in [] }
        var options = NetworkOptions()
        options.connectTimeout = .milliseconds(100)

        let transport = WebSocketTransport(options: options)
        let reason = await expectUnreachable { _ = try await transport.connect(.to(server)) }
        #expect(reason == "no answer within 100 ms")
        try await server.stop()
    }

    @Test func aClosedPortIsRefused() async throws {
        let port = try ClosedPort()
        let request = ConnectRequest(server: port.url, path: "/", headers: [])

        let reason = await expectUnreachable { _ = try await WebSocketTransport().connect(request) }
        #expect(reason == "connection refused")
    }

    @Test func cancellingTheConnectClosesWhatWasHalfOpen() async throws {
        let server = try await RawServer.start { _ in [] }
        let attempt = Task { try await WebSocketTransport().connect(.to(server)) }
        var events = server.events.makeAsyncIterator()
        _ = await events.next()

        attempt.cancel()

        await #expect(throws: TransportError.cancelled) { _ = try await attempt.value }
        #expect(await events.next() == .closed)
        try await server.stop()
    }

    @Test func plainTextDoesNotLeaveThisMachineUnasked() async throws {
        let request = ConnectRequest(server: "http://192.0.2.1", path: "/", headers: [])

        await #expect {
            _ = try await WebSocketTransport().connect(request)
        } throws: { error in
            guard case .invalidServer = error as? TransportError else { return false }
            return true
        }
    }

    @Test(arguments: [
        ConnectRequest(server: "http://127.0.0.1:1", path: "/", headers: [APIHeader("user", "a\r\nx: y")]),
        ConnectRequest(server: "http://127.0.0.1:1", path: "/a b", headers: []),
        ConnectRequest(server: "http://127.0.0.1:1", path: "relative", headers: []),
    ])
    func whatWouldBreakOutOfItsLineIsRefused(request: ConnectRequest) async throws {
        await expectViolation { _ = try await WebSocketTransport().connect(request) }
    }
}

extension ConnectRequest {
    /// A plain request to a server of the test.
    static func to(_ server: RawServer) -> ConnectRequest {
        ConnectRequest(server: server.url, path: "/", headers: [])
    }
}

extension AsyncThrowingStream<Frame, any Error> {
    /// The next `count` frames, or fewer when the stream ends before.
    func first(_ count: Int) async throws -> [Frame] {
        var frames: [Frame] = []
        for try await frame in self {
            frames.append(frame)
            if frames.count == count { break }
        }
        return frames
    }
}

func expectViolation(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async {
    do {
        try await body()
        Issue.record("succeeded", sourceLocation: sourceLocation)
    } catch TransportError.protocolViolation(let words) {
        #expect(!words.isEmpty, sourceLocation: sourceLocation)
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
    }
}

@discardableResult
func expectUnreachable(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async -> String {
    do {
        try await body()
        Issue.record("succeeded", sourceLocation: sourceLocation)
    } catch TransportError.unreachable(_, let reason) {
        return reason
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
    }
    return ""
}
