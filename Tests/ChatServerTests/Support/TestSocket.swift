import ChatWire
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import Testing

/// A bare WebSocket client: sees every frame that the server writes, and can misbehave.
final class TestSocket {
    /// What arrives: a text, or the end.
    enum Event: Equatable, Sendable {
        case text(String)
        case binary([UInt8])
        case ping
        case pong
        case close(UInt16?)
    }

    let channel: any Channel
    private var events: AsyncStream<Event>.AsyncIterator

    fileprivate init(channel: any Channel, events: AsyncStream<Event>) {
        self.channel = channel
        self.events = events.makeAsyncIterator()
    }

    /// The next event; nil once the connection is gone.
    func next() async -> Event? {
        await events.next()
    }

    /// The next frame, which must be a JSON object.
    func nextJSON(_ location: SourceLocation = #_sourceLocation) async throws -> JSONValue {
        let event = await next()
        guard case .text(let text) = event else {
            Issue.record("expected a text frame, got \(String(describing: event))", sourceLocation: location)
            throw Unexpected()
        }
        return try JSONValue.parse(text)
    }

    /// Proves that the socket is mapped, that every frame sent so far was routed, and that nothing else waits to be
    /// read.
    func expectPong(_ location: SourceLocation = #_sourceLocation) async {
        send("ping")
        let event = await next()
        #expect(event == .text("pong"), sourceLocation: location)
    }

    func send(_ text: String) {
        write(.text, ByteBuffer(string: text))
    }

    func send(_ bytes: [UInt8]) {
        write(.binary, ByteBuffer(bytes: bytes))
    }

    /// A control frame; answered by the connection, mapped or not.
    func ping() {
        write(.ping, ByteBuffer())
    }

    func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer, fin: Bool = true) {
        let frame = WebSocketFrame(fin: fin, opcode: opcode, maskKey: .random(), data: data)
        channel.writeAndFlush(frame, promise: nil)
    }

    /// Closes in order and returns when the server has closed too.
    func close() async {
        var data = ByteBuffer()
        data.write(webSocketErrorCode: .normalClosure)
        write(.connectionClose, data)
        while await next() != nil {}
    }

    /// Drops the line.
    func cut() async {
        try? await channel.close()
    }

    struct Unexpected: Error {}

    /// Why there is no socket.
    struct Refused: Error {
        var status: Int
        var body: String
    }
}

extension TestSocket {
    private enum Outcome: Sendable {
        case upgraded(AsyncStream<Event>)
        case refused
    }

    /// Connects and upgrades.
    static func connect(port: Int, path: String, headers: HTTPHeaders) async throws -> TestSocket {
        let outcome = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    (channel, try configure(channel, path: path, headers: headers))
                }
            }
        guard case .upgraded(let events) = try await outcome.1.get() else { throw Unexpected() }
        return TestSocket(channel: outcome.0, events: events)
    }

    private static func configure(
        _ channel: any Channel, path: String, headers: HTTPHeaders
    ) throws -> EventLoopFuture<Outcome> {
        let upgrader = NIOTypedWebSocketClientUpgrader<Outcome>(maxFrameSize: 1 << 24) { channel, _ in
            let (stream, continuation) = AsyncStream<Event>.makeStream()
            return channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(EventCollector(continuation))
                return .upgraded(stream)
            }
        }
        var all = headers
        all.add(name: "host", value: "127.0.0.1")
        let upgrade = NIOTypedHTTPClientUpgradeConfiguration<Outcome>(
            upgradeRequestHead: HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: all),
            upgraders: [upgrader]
        ) { channel in
            channel.close().map { Outcome.refused }
        }
        var configuration = NIOUpgradableHTTPClientPipelineConfiguration(upgradeConfiguration: upgrade)
        configuration.leftOverBytesStrategy = .forwardBytes
        return try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(configuration: configuration)
    }
}

/// Turns frames into events until the channel closes.
private final class EventCollector: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame

    private let continuation: AsyncStream<TestSocket.Event>.Continuation

    init(_ continuation: AsyncStream<TestSocket.Event>.Continuation) {
        self.continuation = continuation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        var payload = frame.unmaskedData
        switch frame.opcode {
        case .text: continuation.yield(.text(String(buffer: payload)))
        case .binary: continuation.yield(.binary(Array(buffer: payload)))
        case .ping: continuation.yield(.ping)
        case .pong: continuation.yield(.pong)
        case .connectionClose:
            continuation.yield(.close(payload.readInteger(as: UInt16.self)))
            context.close(promise: nil)
        default: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        continuation.finish()
    }

    /// The connection may have ended before this handler came.
    func handlerRemoved(context: ChannelHandlerContext) {
        continuation.finish()
    }
}
