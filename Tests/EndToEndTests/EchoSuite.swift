import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// A server that speaks the Autobahn TestSuite's protocol with two cases: an echo, and a frame that no client accepts.
struct EchoSuite {
    let port: Int
    private let channel: any Channel
    private let heard: AsyncStream<String>

    static func start() async throws -> EchoSuite {
        let (heard, continuation) = AsyncStream.makeStream(of: String.self)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                let upgrader = NIOWebSocketServerUpgrader(
                    shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
                    upgradePipelineHandler: { channel, request in
                        channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHandler(
                                EchoSuiteHandler(uri: request.uri, heard: continuation))
                        }
                    })
                return channel.pipeline.configureHTTPServerPipeline(
                    withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return EchoSuite(port: channel.localAddress?.port ?? 0, channel: channel, heard: heard)
    }

    /// The paths that were asked for and the messages that came back, up to the report.
    func transcript() async -> [String] {
        var lines: [String] = []
        for await line in heard {
            lines.append(line)
            if line.hasPrefix("/updateReports") { break }
        }
        return lines
    }

    func stop() async throws {
        try await channel.close()
    }
}

private final class EchoSuiteHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let uri: String
    private let heard: AsyncStream<String>.Continuation

    init(uri: String, heard: AsyncStream<String>.Continuation) {
        self.uri = uri
        self.heard = heard
    }

    func handlerAdded(context: ChannelHandlerContext) {
        heard.yield(uri)
        if uri == "/getCaseCount" {
            say(.text, "2", context: context)
            say(.connectionClose, "", context: context)
        } else if uri.hasPrefix("/runCase?case=1") {
            say(.text, "नमस्ते", context: context)
        } else if uri.hasPrefix("/runCase?case=2") {
            say(WebSocketOpcode(encodedWebSocketOpcode: 3) ?? .text, "?", context: context)
        } else if uri.hasPrefix("/getCaseStatus?case=1") {
            say(.text, #"{"behavior": "OK"}"#, context: context)
            say(.connectionClose, "", context: context)
        } else if uri.hasPrefix("/getCaseStatus?case=2") {
            say(.text, #"{"behavior": "FAILED"}"#, context: context)
            say(.connectionClose, "", context: context)
        } else {
            say(.connectionClose, "", context: context)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = Self.unwrapInboundIn(data)
        switch frame.opcode {
        case .text:
            heard.yield(String(buffer: frame.unmaskedData))
            say(.connectionClose, "", context: context)
        default:
            context.close(promise: nil)
        }
    }

    private func say(_ opcode: WebSocketOpcode, _ text: String, context: ChannelHandlerContext) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, data: ByteBuffer(string: text))
        context.writeAndFlush(Self.wrapOutboundOut(frame), promise: nil)
    }
}
