import ChatModel
import ChatServer
import ChatWire
import NIOCore
import NIOHTTP1
import NIOWebSocket
import Testing

/// The socket itself: pings, the map, bad frames, the rules of RFC 6455.
@Suite(.timeLimit(.minutes(1)))
struct SocketTests {
    @Test func aTextPingIsAnsweredAndAControlPingToo() async throws {
        try await TestServer.run { server in
            let a = try await server.connect(try await server.login(People.asha))
            a.write(.ping, ByteBuffer(string: "x"))
            await #expect(a.next() == .pong)
            await a.expectPong()
        }
    }

    @Test func closingTheOlderSocketLeavesTheNewerAnOrphan() async throws {
        try await TestServer.run { server in
            let (asha, bela) = (try await server.login(People.asha), try await server.login(People.bela))
            let a = try await server.connect(asha)
            let older = try await server.connect(bela)
            let newer = try await server.connect(bela, ack: true)
            a.send(asha.text("to the newest", id: "m-1", to: bela.user.rawValue))
            try await #expect(newer.nextJSON()["text"]?.string == "to the newest")
            await older.close()

            newer.send("ping")
            newer.send(bela.text("from the orphan", id: "m-2", to: asha.user.rawValue))
            try await #expect(a.nextJSON()["text"]?.string == "from the orphan")
            a.send(asha.text("to nobody", id: "m-3", to: bela.user.rawValue))
            await a.expectPong()
            try await #expect(server.waiting(for: bela) == 1)
            await newer.cut()
            await #expect(newer.next() == nil)
        }
    }

    @Test func withTheQuirkFixedTheNewerSocketStaysMapped() async throws {
        try await TestServer.run(.quiet(fixed: .eitherSocketUnmaps)) { server in
            let bela = try await server.login(People.bela)
            let older = try await server.connect(bela)
            let newer = try await server.connect(bela)
            await older.close()
            await newer.expectPong()
        }
    }

    @Test(arguments: [
        "{bad", "", "5", "null", "[]", #""text""#, #"{"_v":2,"id":"x"}"#,
        #"{"_v":2.1,"id":5,"head":{"type":"individual","to":"+919812345678","contentType":"text"}}"#,
        #"{"_v":2.1,"id":"x","head":{"type":"individual","to":"+919812345678"}}"#,
        #"{"_v":2.1,"id":"x","head":{"type":"individual","to":"+919812345678","contentType":"text","ephemeral":"true"}}"#,
        #"{"msgId":"x","to":"+919812345678","type":"text","chatId":"c","text":"old","chatType":"individual"}"#,
    ])
    func aBadFrameIsDroppedAndTheSocketStays(_ frame: String) async throws {
        try await TestServer.run { server in
            let a = try await server.connect(try await server.login(People.asha), ack: true)
            a.send(frame)
            a.write(.binary, ByteBuffer(string: frame))
            await a.expectPong()
            try await #expect(server.server.keptMessages(for: People.bela).waiting == 0)
        }
    }

    @Test func aMessageMayComeInFragmentsWithAPingBetween() async throws {
        try await TestServer.run { server in
            let asha = try await server.login(People.asha)
            let a = try await server.connect(asha, ack: true)
            let text = asha.text("नमस्ते", id: "m-1", to: People.bela.rawValue)
            let bytes = Array(text.utf8)
            a.write(.text, ByteBuffer(bytes: bytes.prefix(bytes.count - 12)), fin: false)
            a.write(.ping, ByteBuffer())
            a.write(.continuation, ByteBuffer(bytes: bytes.suffix(12)))
            await #expect(a.next() == .pong)
            try await #expect(a.nextJSON()["id"]?.string == "m-1")
        }
    }

    @Test func invalidUTF8ClosesWith1007() async throws {
        try await TestServer.run { server in
            let a = try await server.connect(try await server.login(People.asha))
            a.write(.text, ByteBuffer(bytes: [0xC3, 0x28]))
            await #expect(a.next() == .close(1007))
            await #expect(a.next() == nil)
        }
    }

    @Test func closingIsAnsweredWithTheSameCode() async throws {
        try await TestServer.run { server in
            let a = try await server.connect(try await server.login(People.asha))
            var data = ByteBuffer()
            data.write(webSocketErrorCode: .normalClosure)
            a.write(.connectionClose, data)
            await #expect(a.next() == .close(1000))
            await #expect(a.next() == nil)
        }
    }

    @Test func stoppingClosesEverySocketWith1001() async throws {
        let server = TestServer(server: try await LocalServer.start(.quiet))
        let account = try await server.login(People.asha)
        let older = try await server.connect(account)
        let newer = try await server.connect(account)
        await server.server.stop()
        for socket in [older, newer] {
            await #expect(socket.next() == .close(1001))
            await #expect(socket.next() == nil)
        }
        await #expect(throws: (any Error).self) { try await server.request(.GET, "/") }
    }

    @Test func aSilentSocketIsCutWithoutAWord() async throws {
        try await TestServer.run(.quiet(silenceLimit: .seconds(2))) { server in
            let a = try await server.connect(try await server.login(People.asha), isSilent: false)
            await #expect(a.next() == nil)
        }
    }

    @Test func aFrameSentWithTheUpgradeIsNotLost() async throws {
        try await TestServer.run { server in
            let account = try await server.login(People.asha)
            let lines = [
                "GET /v1.0/wss/ HTTP/1.1", "host: 127.0.0.1", "user: \(account.user.rawValue)",
                "accesskey: \(account.accessKey)", "upgrade: websocket", "connection: upgrade",
                "sec-websocket-version: 13", "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==", "", "",
            ]
            // An unmasked payload is masked with zeros here, so the bytes can be read.
            let ping: [UInt8] = [0x81, 0x84, 0, 0, 0, 0] + Array("ping".utf8)
            let answer = try await RawSocket.exchange(
                port: server.server.port, Array(lines.joined(separator: "\r\n").utf8) + ping,
                until: [0x81, 0x04] + Array("pong".utf8))
            #expect(answer.starts(with: Array("HTTP/1.1 101".utf8)))
        }
    }
}
