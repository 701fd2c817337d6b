import ChatCore
import ChatNetwork
import ChatWire
import Testing

/// From the upgrade to the last byte.
struct WebSocketConnectionTests {
    @Test func fragmentsArriveAsOneMessageAndThePingBetweenIsAnswered() async throws {
        let server = try await RawServer.start { request in
            let frames = serverFrame(0x01, [0x61]) + serverFrame(0x89, [7, 8]) + serverFrame(0x80, [0x62])
            return [.bytes(RawServer.agreement(to: request))] + frames.map { .bytes([$0]) }
        }

        let connection = try await WebSocketTransport().connect(.to(server))
        let frames = try await connection.frames.first(1)

        #expect(frames == [.text("ab")])
        #expect(await server.frame(opcode: 0xA)?.payload == [7, 8])
        try await server.stop()
    }

    @Test func everyFrameIsMaskedWithAKeyOfItsOwn() async throws {
        let server = try await RawServer.start { [.bytes(RawServer.agreement(to: $0))] }
        let connection = try await WebSocketTransport().connect(.to(server))

        try await connection.send(.text("नमस्ते"))
        try await connection.send(.text("नमस्ते"))
        try await connection.send(.binary(Array(repeating: 3, count: 70_000)))

        var frames: [ClientFrame] = []
        for await case .frame(let frame) in server.events {
            frames.append(frame)
            if frames.count == 3 { break }
        }
        #expect(frames.map(\.opcode) == [1, 1, 2])
        #expect(frames[0].payload == Array("नमस्ते".utf8))
        #expect(frames[2].payload == Array(repeating: 3, count: 70_000))
        #expect(Set(frames.map { $0.mask ?? [] }).count == 3)
        #expect(frames.allSatisfy { $0.isFinal && $0.mask != nil })
        try await server.stop()
    }

    @Test(
        arguments: [
            ("a reserved bit", serverFrame(0xC1, []), 1002),
            ("an unknown opcode", serverFrame(0x83, []), 1002),
            ("a fragmented ping", serverFrame(0x09, []), 1002),
            ("a ping of 126 bytes", serverFrame(0x89, Array(repeating: 0, count: 126)), 1002),
            ("a continuation of nothing", serverFrame(0x80, []), 1002),
            ("a masked frame", [0x81, 0x81, 1, 2, 3, 4, 0x60], 1002),
            ("bad UTF-8", serverFrame(0x81, [0xFF]), 1007),
            ("a message above the limit", serverFrame(0x82, Array(repeating: 0, count: 150)), 1009),
            ("a length of 2 to the 63", [0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0], 1009),
            ("a forbidden close code", serverClose(1005), 1002),
            ("half a close code", serverFrame(0x88, [3]), 1002),
        ] as [(String, [UInt8], Int)])
    func aBreachEndsTheLinkWithItsCode(name: String, bytes: [UInt8], code: Int) async throws {
        let server = try await RawServer.start(reaction: { $0.opcode == 8 ? [.close] : [] }) { request in
            [.bytes(RawServer.agreement(to: request) + serverText("before") + bytes + serverText("after"))]
        }
        var options = NetworkOptions()
        options.maximumMessageBytes = 130
        let connection = try await WebSocketTransport(options: options).connect(.to(server))
        var received: [Frame] = []

        await expectViolation {
            for try await frame in connection.frames { received.append(frame) }
        }

        #expect(received == [.text("before")])
        #expect(await server.frame(opcode: 8)?.closeCode == code, "\(name)")
        await expectViolation { try await connection.send(.text("too late")) }
        try await server.stop()
    }

    @Test(arguments: [[RawServer.Step.reset], [.close]])
    func aLineThatDropsInMidFrameEndsWithAnError(ending: [RawServer.Step]) async throws {
        let server = try await RawServer.start { request in
            [.bytes(RawServer.agreement(to: request) + [0x81, 0x05, 0x68])] + ending
        }

        await #expect {
            let connection = try await WebSocketTransport().connect(.to(server))
            for try await _ in connection.frames {}
        } throws: { error in
            switch error as? TransportError {
            case .closed(code: 1006, _), .unreachable: true
            default: false
            }
        }
        try await server.stop()
    }

    @Test func aCloseOfThePeerIsEchoedAndReported() async throws {
        let server = try await RawServer.start(reaction: { $0.opcode == 8 ? [.close] : [] }) { request in
            [.bytes(RawServer.agreement(to: request) + serverText("bye") + serverClose(4401, "who are you?"))]
        }
        let connection = try await WebSocketTransport().connect(.to(server))
        var received: [Frame] = []

        await #expect(throws: TransportError.closed(code: 4401, reason: "who are you?")) {
            for try await frame in connection.frames { received.append(frame) }
        }

        #expect(received == [.text("bye")])
        #expect(await server.frame(opcode: 8)?.closeCode == 4401)
        await #expect(throws: TransportError.closed(code: 4401, reason: "who are you?")) { try await connection.ping() }
        try await server.stop()
    }

    @Test func aNormalCloseOfThePeerEndsWithoutError() async throws {
        let server = try await RawServer.start(reaction: { $0.opcode == 8 ? [.close] : [] }) { request in
            [.bytes(RawServer.agreement(to: request) + serverClose(1000))]
        }
        let connection = try await WebSocketTransport().connect(.to(server))

        #expect(try await connection.frames.first(1) == [])
        await connection.close()
        try await server.stop()
    }

    @Test func ourCloseWaitsForThePeersAndLosesNoFrame() async throws {
        let server = try await RawServer.start(reaction: { frame in
            frame.opcode == 8 ? [.bytes(serverText("just before") + serverClose(1000)), .close] : []
        }) { [.bytes(RawServer.agreement(to: $0))] }
        let connection = try await WebSocketTransport().connect(.to(server))

        await connection.close()

        #expect(await server.frame(opcode: 8)?.closeCode == 1000)
        #expect(try await connection.frames.first(2) == [.text("just before")])
        await #expect(throws: TransportError.self) { try await connection.send(.text("too late")) }
        try await server.stop()
    }

    @Test func aPeerThatIgnoresOurCloseIsDropped() async throws {
        let server = try await RawServer.start { [.bytes(RawServer.agreement(to: $0))] }
        var options = NetworkOptions()
        options.closeTimeout = .milliseconds(50)
        let connection = try await WebSocketTransport(options: options).connect(.to(server))

        await connection.close()

        #expect(await server.event { $0 == .closed } == .closed)
        try await server.stop()
    }

    @Test func aPingReturnsOnItsOwnPongOnly() async throws {
        let server = try await RawServer.start(reaction: { frame in
            guard frame.opcode == 9 else { return [] }
            return [
                .bytes(serverFrame(0x8A, [1, 2, 3]) + serverText("after a stray") + serverFrame(0x8A, frame.payload))
            ]
        }) { [.bytes(RawServer.agreement(to: $0))] }
        let connection = try await WebSocketTransport().connect(.to(server))

        try await connection.ping()

        #expect(try await connection.frames.first(1) == [.text("after a stray")])
        try await server.stop()
    }

    @Test func aPingWithoutPongEndsWithItsCaller() async throws {
        let server = try await RawServer.start { [.bytes(RawServer.agreement(to: $0))] }
        let connection = try await WebSocketTransport().connect(.to(server))
        let ping = Task { try await connection.ping() }
        _ = await server.frame(opcode: 9)

        ping.cancel()

        await #expect(throws: TransportError.cancelled) { try await ping.value }
        try await server.stop()
    }

    @Test func aPingFailsWhenTheLineDrops() async throws {
        let server = try await RawServer.start(reaction: { _ in [.reset] }) { [.bytes(RawServer.agreement(to: $0))] }
        let connection = try await WebSocketTransport().connect(.to(server))

        await #expect(throws: TransportError.self) { try await connection.ping() }
        try await server.stop()
    }

    @Test func aConnectionThatNobodyHoldsIsClosed() async throws {
        let server = try await RawServer.start { [.bytes(RawServer.agreement(to: $0))] }

        _ = try await WebSocketTransport().connect(.to(server))

        #expect(await server.event { $0 == .closed } == .closed)
        try await server.stop()
    }
}

extension ClientFrame {
    /// The code of a close frame.
    var closeCode: Int? {
        payload.count < 2 ? nil : Int(payload[0]) << 8 | Int(payload[1])
    }
}
