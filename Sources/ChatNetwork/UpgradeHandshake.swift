import ChatCore
import ChatWire
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// How the server answered the request to upgrade.
enum UpgradeOutcome: Sendable {
    case upgraded(LinkReference)
    /// Another status than 101; the future brings it.
    case refused(EventLoopFuture<UpgradeRefusal>)
}

/// What an answer says that is no upgrade.
struct UpgradeRefusal: Sendable {
    var status: Int
    /// When to ask again, in seconds, if the server says so.
    var retryAfter: Int?

    var error: TransportError {
        guard let retryAfter, status == 429 || status >= 500 else { return .upgradeRefused(status: status) }
        return .upgradePutOff(status: status, seconds: retryAfter)
    }
}

/// Turns a fresh channel into a WebSocket: RFC 6455, section 4.1.
struct UpgradeHandshake: Sendable {
    var endpoint: Endpoint
    var request: ConnectRequest
    var options: NetworkOptions

    /// Refuses what would break out of its header line or request line: NIO's own check stops such a request in
    /// silence, which would look like a server that never answers.
    func check() throws(TransportError) {
        guard request.path.hasPrefix("/"), request.path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .protocolViolation("the socket's path has a character that a URL cannot have")
        }
        for header in request.headers {
            guard header.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw .protocolViolation("the value of the header \(header.name) has a control character")
            }
        }
    }

    /// Adds the handlers of the upgrade; called on the channel's event loop. The request leaves at once, or after TLS.
    func begin(on channel: any Channel) throws -> EventLoopFuture<UpgradeOutcome> {
        var configuration = NIOUpgradableHTTPClientPipelineConfiguration(
            upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration(
                upgradeRequestHead: requestHead, upgraders: [WebSocketUpgrader(options: options)],
                notUpgradingCompletionHandler: Self.readRefusal))
        // What a server says in the same segment as its 101 is a frame, not rubbish; the default drops it.
        configuration.leftOverBytesStrategy = .forwardBytes
        return try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(configuration: configuration)
    }

    private var requestHead: HTTPRequestHead {
        var headers = HTTPHeaders([("Host", endpoint.authority)])
        for header in request.headers { headers.add(name: header.name, value: header.value) }
        return HTTPRequestHead(
            version: .http1_1, method: .GET, uri: endpoint.basePath + request.path, headers: headers)
    }

    @Sendable
    private static func readRefusal(on channel: any Channel) -> EventLoopFuture<UpgradeOutcome> {
        channel.eventLoop.makeCompletedFuture {
            let promise = channel.eventLoop.makePromise(of: UpgradeRefusal.self)
            try channel.pipeline.syncOperations.addHandler(RefusalHandler(promise))
            return .refused(promise.futureResult)
        }
    }
}

/// NIO's WebSocket upgrader, which makes the key and checks its answer, made strict about what we did not ask for. The
/// frames are read by a handler of our own: NIO's decoder shows only whole ones.
private final class WebSocketUpgrader: NIOTypedHTTPClientProtocolUpgrader {
    typealias UpgradeResult = UpgradeOutcome

    let supportedProtocol = "websocket"
    let requiredUpgradeHeaders: [String] = []
    private let options: NetworkOptions
    private let upgrader = NIOTypedWebSocketClientUpgrader<Void>(enableAutomaticErrorHandling: false) { channel, _ in
        channel.eventLoop.makeSucceededVoidFuture()
    }

    init(options: NetworkOptions) {
        self.options = options
    }

    func addCustom(upgradeRequestHeaders: inout HTTPHeaders) {
        upgrader.addCustom(upgradeRequestHeaders: &upgradeRequestHeaders)
    }

    func shouldAllowUpgrade(upgradeResponse: HTTPResponseHead) -> Bool {
        let headers = upgradeResponse.headers
        let switches = headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
        let inventsNothing =
            !headers.contains(name: "Sec-WebSocket-Extensions") && !headers.contains(name: "Sec-WebSocket-Protocol")
        return switches && inventsNothing && upgrader.shouldAllowUpgrade(upgradeResponse: upgradeResponse)
    }

    func upgrade(channel: any Channel, upgradeResponse: HTTPResponseHead) -> EventLoopFuture<UpgradeOutcome> {
        channel.eventLoop.makeCompletedFuture {
            let handler = WebSocketHandler(options: options)
            try channel.pipeline.syncOperations.addHandlers([WebSocketFrameEncoder(), handler])
            let bound = NIOLoopBound(handler, eventLoop: channel.eventLoop)
            return .upgraded(LinkReference(channel: channel, handler: bound))
        }
    }
}

/// Reads the status of an answer that is no upgrade; its body does not matter.
private final class RefusalHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private var promise: EventLoopPromise<UpgradeRefusal>?

    init(_ promise: EventLoopPromise<UpgradeRefusal>) {
        self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = Self.unwrapInboundIn(data) else { return }
        let retryAfter = head.headers.first(name: "Retry-After").flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
        promise.take()?.succeed(UpgradeRefusal(status: Int(head.status.code), retryAfter: retryAfter))
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        promise.take()?.fail(ChannelError.eof)
    }
}
