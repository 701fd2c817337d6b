import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP server that is none of ours: says to every request what a test wants it to.
struct StubServer {
    /// What to answer.
    struct Answer: Sendable {
        var status: HTTPResponseStatus
        var headers: HTTPHeaders = [:]
        var body = ""

        static func page(_ status: HTTPResponseStatus) -> Answer {
            Answer(status: status, headers: ["content-type": "text/html"], body: "<html><body>hello</body></html>")
        }

        static func redirect(to place: String) -> Answer {
            Answer(status: .found, headers: ["location": place])
        }

        static func json(_ body: String, status: HTTPResponseStatus = .ok) -> Answer {
            Answer(status: status, headers: ["content-type": "application/json"], body: body)
        }
    }

    private let channel: any Channel

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    static func start(_ answer: @escaping @Sendable (_ path: String) -> Answer) async throws -> StubServer {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(StubHandler(answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return StubServer(channel: channel)
    }

    func stop() async throws {
        try await channel.close()
    }
}

private final class StubHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answer: @Sendable (String) -> StubServer.Answer
    private var path = ""

    init(_ answer: @escaping @Sendable (String) -> StubServer.Answer) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head): path = head.uri
        case .body: break
        case .end:
            let answer = answer(path)
            var headers = answer.headers
            headers.replaceOrAdd(name: "content-length", value: String(answer.body.utf8.count))
            let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
            context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
            context.write(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
            context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
