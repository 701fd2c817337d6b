import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// A server that says literally the bytes a test wants, right or wrong, and tells what it heard.
struct RawServer {
    /// What to do next on the connection that was heard from.
    enum Step: Sendable {
        case bytes([UInt8])
        /// The same bytes again and again, for as long as the connection lasts.
        case drip([UInt8], every: TimeAmount)
        /// An orderly end of the TCP connection.
        case close
        /// A TCP reset: what is under way is lost.
        case reset
    }

    enum Event: Hashable, Sendable {
        /// The request up to its empty line.
        case request(String)
        case frame(ClientFrame)
        case closed
    }

    typealias Answer = @Sendable (_ request: String) -> [Step]
    typealias Reaction = @Sendable (_ frame: ClientFrame) -> [Step]

    let port: Int
    private let channel: any Channel
    private let received: AsyncStream<Event>

    /// - Parameters:
    ///   - tls: the certificate to show; nil for plain text.
    ///   - greeting: what to say before anything was heard.
    ///   - hello: what to do at the first byte instead of reading a request.
    ///   - answer: what to say to the request.
    ///   - reaction: what to say to each frame of the client.
    static func start(
        tls: NIOSSLContext? = nil, greeting: [UInt8] = [], hello: [Step] = [],
        reaction: @escaping Reaction = { _ in [] }, answer: @escaping Answer
    ) async throws -> RawServer {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handlers = channel.pipeline.syncOperations
                    if let tls { try handlers.addHandler(NIOSSLServerHandler(context: tls)) }
                    try handlers.addHandler(
                        RawServerHandler(
                            greeting: greeting, hello: hello, events: continuation, answer: answer,
                            reaction: reaction))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return RawServer(port: channel.localAddress?.port ?? 0, channel: channel, received: events)
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// What was heard, in order; to be iterated once.
    var events: AsyncStream<Event> { received }

    func stop() async throws {
        try await channel.close()
    }

    /// Waits for the first event that `matches`.
    func event(where matches: (Event) -> Bool) async -> Event? {
        await events.first(where: matches)
    }

    /// The next frame of the client with this opcode.
    func frame(opcode: UInt8) async -> ClientFrame? {
        for await case .frame(let frame) in events where frame.opcode == opcode { return frame }
        return nil
    }

    /// The right answer to a request for an upgrade.
    static func agreement(to request: String) -> [UInt8] {
        let key = header("sec-websocket-key", of: request) ?? ""
        let accept = Data(SHA1.digest(of: Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
        return Array(
            """
            HTTP/1.1 101 Switching Protocols\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Accept: \(accept.base64EncodedString())\r
            \r\n
            """.utf8)
    }

    static func header(_ name: String, of request: String) -> String? {
        for line in request.split(separator: "\r\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == name { return parts[1].trimmingCharacters(in: .whitespaces) }
        }
        return nil
    }
}

/// A frame as the client sent it.
struct ClientFrame: Hashable, Sendable {
    var isFinal: Bool
    var opcode: UInt8
    /// Nil when the client forgot to mask.
    var mask: [UInt8]?
    /// Unmasked.
    var payload: [UInt8]
}

private final class RawServerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let greeting: [UInt8]
    private let hello: [RawServer.Step]
    private let events: AsyncStream<RawServer.Event>.Continuation
    private let answer: RawServer.Answer
    private let reaction: RawServer.Reaction
    private var bytes: [UInt8] = []
    private var isUpgraded = false

    init(
        greeting: [UInt8], hello: [RawServer.Step], events: AsyncStream<RawServer.Event>.Continuation,
        answer: @escaping RawServer.Answer, reaction: @escaping RawServer.Reaction
    ) {
        self.greeting = greeting
        self.hello = hello
        self.events = events
        self.answer = answer
        self.reaction = reaction
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard hello.isEmpty else { return perform(hello, context: context) }
        bytes += Self.unwrapInboundIn(data).readableBytesView
        while let event = nextEvent() {
            events.yield(event)
            switch event {
            case .request(let request): perform(answer(request), context: context)
            case .frame(let frame): perform(reaction(frame), context: context)
            case .closed: break
            }
        }
    }

    func channelActive(context: ChannelHandlerContext) {
        if !greeting.isEmpty { perform([.bytes(greeting)], context: context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        events.yield(.closed)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func nextEvent() -> RawServer.Event? {
        guard isUpgraded else {
            guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
            let request = String(decoding: bytes[..<end.upperBound], as: UTF8.self)
            bytes.removeSubrange(..<end.upperBound)
            isUpgraded = true
            return .request(request)
        }
        guard let (frame, length) = ClientFrame.read(bytes) else { return nil }
        bytes.removeFirst(length)
        return .frame(frame)
    }

    private func perform(_ steps: [RawServer.Step], context: ChannelHandlerContext) {
        for step in steps {
            switch step {
            case .bytes(let bytes):
                context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            case .drip(let bytes, let interval):
                let channel = context.channel
                let task = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
                    if channel.isWritable { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }
                }
                channel.closeFuture.whenComplete { _ in task.cancel() }
            case .close:
                context.close(promise: nil)
            case .reset:
                let channel = context.channel
                guard let socket = channel as? any SocketOptionProvider else { continue }
                socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
            }
        }
    }
}

extension ClientFrame {
    /// Reads one frame, RFC 6455 section 5.2; nil when it is not whole yet.
    static func read(_ bytes: [UInt8]) -> (ClientFrame, length: Int)? {
        guard bytes.count >= 2 else { return nil }
        var length = Int(bytes[1] & 0x7F)
        var position = 2
        let lengthBytes = length == 126 ? 2 : length == 127 ? 8 : 0
        guard bytes.count >= position + lengthBytes else { return nil }
        if lengthBytes > 0 {
            length = bytes[position..<position + lengthBytes].reduce(0) { $0 << 8 | Int($1) }
            position += lengthBytes
        }
        var mask: [UInt8]?
        if bytes[1] & 0x80 != 0 {
            guard bytes.count >= position + 4 else { return nil }
            mask = Array(bytes[position..<position + 4])
            position += 4
        }
        guard bytes.count >= position + length else { return nil }
        var payload = Array(bytes[position..<position + length])
        if let mask {
            for index in payload.indices { payload[index] ^= mask[index % 4] }
        }
        let frame = ClientFrame(isFinal: bytes[0] & 0x80 != 0, opcode: bytes[0] & 0x0F, mask: mask, payload: payload)
        return (frame, position + length)
    }
}

/// A frame as a server sends it: not masked.
func serverFrame(_ firstByte: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let length: [UInt8] =
        switch payload.count {
        case ...125: [UInt8(payload.count)]
        case ...0xFFFF: [126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default: [127] + (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (8 * (7 - $0))) }
        }
    return [firstByte] + length + payload
}

func serverText(_ text: String) -> [UInt8] { serverFrame(0x81, Array(text.utf8)) }

func serverClose(_ code: UInt16, _ reason: String = "") -> [UInt8] {
    serverFrame(0x88, [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(reason.utf8))
}
