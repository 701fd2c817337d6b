import ChatCore
import ChatNetwork
import ChatWire
import NIOCore
import Testing

/// A server that wants to use up memory or time, or to send us elsewhere: docs/threat-model.md.
///
/// Every case ends by a limit or a deadline of ours, though the server would go on for ever.
@Suite(.timeLimit(.minutes(1)))
struct HostileServerTests {
    private static let page = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
    private static let chunk = Array("10000\r\n".utf8) + Array(repeating: 0x20, count: 0x10000) + Array("\r\n".utf8)

    private func options(_ change: (inout NetworkOptions) -> Void) -> NetworkOptions {
        var options = NetworkOptions()
        change(&options)
        return options
    }

    private static let get = APIRequest(method: .get, path: "/", needsAuthentication: false)

    // MARK: HTTP

    @Test func anEndlessAnswerEndsAtTheLimit() async throws {
        let server = try await RawServer.start { _ in
            [.bytes(Self.page), .drip(Self.chunk, every: .milliseconds(1))]
        }
        let directory = try HTTPDirectory(options: options { $0.maximumMessageBytes = 1 << 20 })

        await expectViolation { _ = try await directory.perform(Self.get, server: server.url) }
        try await server.stop()
    }

    @Test func anAnswerThatComesByteByByteEndsAtTheDeadline() async throws {
        let server = try await RawServer.start { _ in
            [.bytes(Self.page), .drip(Array("1\r\nx\r\n".utf8), every: .milliseconds(5))]
        }
        let directory = try HTTPDirectory(options: options { $0.requestTimeout = .milliseconds(300) })

        let reason = await expectUnreachable { _ = try await directory.perform(Self.get, server: server.url) }

        #expect(reason == "no answer in time")
        try await server.stop()
    }

    @Test func anAnswerThatStopsInTheMiddleEndsAtTheDeadline() async throws {
        let server = try await RawServer.start { _ in
            [.bytes(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".utf8))]
        }
        let directory = try HTTPDirectory(options: options { $0.requestTimeout = .milliseconds(300) })

        let reason = await expectUnreachable { _ = try await directory.perform(Self.get, server: server.url) }

        #expect(reason == "no answer in time")
        try await server.stop()
    }

    /// Nothing of it is waited for.
    @Test func anAnswerThatAnnouncesTenGigabytesIsRefusedAtOnce() async throws {
        let server = try await RawServer.start { _ in
            [.bytes(Array("HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n".utf8))]
        }
        let directory = try HTTPDirectory(options: options { $0.requestTimeout = .seconds(50) })

        await expectViolation { _ = try await directory.perform(Self.get, server: server.url) }
        try await server.stop()
    }

    /// 64 KiB of gzip may stand for 64 MiB; here it is 64 KiB of something that is no JSON.
    @Test func aCompressedAnswerIsNotUnpackedAndNotAskedFor() async throws {
        let bomb: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + Array(repeating: 0, count: 0xFFF0)
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n"
        let server = try await RawServer.start { _ in [.bytes(Array(head.utf8) + bomb)] }

        let answer = try await HTTPDirectory().perform(Self.get, server: server.url)

        #expect(answer.body.unicodeScalars.count <= bomb.count)
        guard case .request(let request) = await server.event(where: { _ in true }) else { return }
        #expect(RawServer.header("accept-encoding", of: request) == nil)
        #expect(throws: APIError.self) { try ServerDesign.v2_8.api.readGroups(answer) }
        try await server.stop()
    }

    @Test(arguments: [
        "file:///etc/passwd", "http://127.0.0.1:1/", "//other.example/", "javascript:alert(1)", "/elsewhere",
    ])
    func aRedirectionIsAnAnswerAndNotFollowed(place: String) async throws {
        let server = try await RawServer.start { _ in
            [.bytes(Array("HTTP/1.1 302 Found\r\nLocation: \(place)\r\nContent-Length: 0\r\n\r\n".utf8))]
        }

        let answer = try await HTTPDirectory().perform(Self.get, server: server.url)

        #expect(answer.status == 302)
        #expect(throws: APIError.unreadable("a redirection to \(place)")) {
            try ServerDesign.v2_8.api.readGroups(answer)
        }
        try await server.stop()
    }

    @Test func endlessHeadersEndTheRequest() async throws {
        let line = Array(("X-Filler: " + String(repeating: "x", count: 4096) + "\r\n").utf8)
        let server = try await RawServer.start { _ in
            [.bytes(Array("HTTP/1.1 200 OK\r\n".utf8)), .drip(line, every: .milliseconds(1))]
        }
        let directory = try HTTPDirectory(options: options { $0.requestTimeout = .seconds(50) })

        await expectViolation { _ = try await directory.perform(Self.get, server: server.url) }
        try await server.stop()
    }

    @Test func interimAnswersWithoutEndEndAtTheDeadline() async throws {
        let server = try await RawServer.start { _ in
            [.drip(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), every: .milliseconds(5))]
        }
        let directory = try HTTPDirectory(options: options { $0.requestTimeout = .milliseconds(300) })

        await #expect(throws: TransportError.self) {
            _ = try await directory.perform(Self.get, server: server.url)
        }
        try await server.stop()
    }

    // MARK: WebSocket

    @Test func anUpgradeThatComesByteByByteEndsAtTheDeadline() async throws {
        let server = try await RawServer.start { _ in
            [.bytes(Array("HTTP/1.1 101 Switching Protocols\r\nX-A: ".utf8)), .drip([0x78], every: .milliseconds(5))]
        }
        let transport = WebSocketTransport(options: options { $0.connectTimeout = .milliseconds(300) })

        let reason = await expectUnreachable { _ = try await transport.connect(.to(server)) }

        #expect(reason == "no answer within 300 ms")
        try await server.stop()
    }

    @Test func endlessHeadersOfAnUpgradeEndIt() async throws {
        let line = Array(("X-Filler: " + String(repeating: "x", count: 4096) + "\r\n").utf8)
        let server = try await RawServer.start { _ in
            [.bytes(Array("HTTP/1.1 101 Switching Protocols\r\n".utf8)), .drip(line, every: .milliseconds(1))]
        }
        let transport = WebSocketTransport(options: options { $0.connectTimeout = .seconds(50) })

        await expectViolation { _ = try await transport.connect(.to(server)) }
        try await server.stop()
    }

    /// The announcement alone is enough, before anything of it came.
    @Test(arguments: [UInt64(1) << 30, (16 << 20) + 1, .max >> 1])
    func aFrameThatAnnouncesTooMuchIsRefusedAtOnce(length: UInt64) async throws {
        let header: [UInt8] = [0x82, 127] + (0..<8).map { UInt8(truncatingIfNeeded: length >> (56 - 8 * $0)) }
        let server = try await RawServer.start(reaction: { $0.opcode == 8 ? [.close] : [] }) { request in
            [.bytes(RawServer.agreement(to: request) + header)]
        }
        let connection = try await WebSocketTransport().connect(.to(server))

        await expectViolation { for try await _ in connection.frames {} }

        #expect(await server.frame(opcode: 8)?.closeCode == 1009)
        try await server.stop()
    }

    @Test(arguments: [1, 4096])
    func aMessageInEndlessFragmentsEndsAtALimit(bytes: Int) async throws {
        let fragments = Array(repeating: serverFrame(0, Array(repeating: 0x20, count: bytes)), count: 50).flatMap(
            \.self)
        let server = try await RawServer.start(reaction: { $0.opcode == 8 ? [.close] : [] }) { request in
            [.bytes(RawServer.agreement(to: request) + serverFrame(1, [])), .drip(fragments, every: .milliseconds(1))]
        }
        let limited = options { $0.maximumMessageBytes = 1 << 20 }
        let connection = try await WebSocketTransport(options: limited).connect(.to(server))

        await expectViolation { for try await _ in connection.frames {} }
        try await server.stop()
    }
}
