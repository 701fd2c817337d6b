import ChatWire
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// What became of one accepted connection.
enum Accepted: Sendable {
    case http(NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>)
    /// Upgraded by this request.
    case webSocket(NIOAsyncChannel<SocketEvent, Never>, ServerRequest)
}

/// Binds the port and prepares every connection's pipeline.
struct Listener: Sendable {
    let gateway: APIGateway
    /// nil: silent sockets are left alone.
    let silenceLimit: Duration?
    /// nil: the server sends no pings.
    let pingInterval: Duration?

    typealias ServerChannel = NIOAsyncChannel<EventLoopFuture<Accepted>, Never>

    /// The largest message that a client may send, in fragments or whole; the client's own limit.
    private static let messageLimit = 16 << 20

    func bind(host: String, port: Int) async throws -> ServerChannel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try self.configure(channel) }
            }
    }

    private func configure(_ channel: any Channel) throws -> EventLoopFuture<Accepted> {
        let upgrade = NIOTypedHTTPServerUpgradeConfiguration<Accepted>(
            upgraders: [webSocketUpgrader]
        ) { channel in
            channel.eventLoop.makeCompletedFuture { try Self.continueWithHTTP(channel) }
        }
        let pipeline = channel.pipeline.syncOperations
        let accepted = try pipeline.configureUpgradableHTTPServerPipeline(
            configuration: NIOUpgradableHTTPServerPipelineConfiguration(upgradeConfiguration: upgrade))
        let upgrader = try pipeline.handler(type: NIOTypedHTTPServerUpgradeHandler<Accepted>.self)
        try pipeline.addHandler(UpgradeMemory(), position: .before(upgrader))
        accepted.whenFailure { _ in channel.close(promise: nil) }
        return accepted
    }

    private var webSocketUpgrader: NIOTypedWebSocketServerUpgrader<Accepted> {
        NIOTypedWebSocketServerUpgrader(
            maxFrameSize: Self.messageLimit,
            enableAutomaticErrorHandling: false,
            shouldUpgrade: { channel, head in
                channel.eventLoop.makeFutureWithTask {
                    await gateway.acceptsUpgrade(ServerRequest(head: head)) ? HTTPHeaders() : nil
                }
            },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    try addWebSocketHandlers(to: channel.pipeline.syncOperations)
                    return .webSocket(
                        try NIOAsyncChannel(wrappingChannelSynchronously: channel), ServerRequest(head: head))
                }
            })
    }

    private func addWebSocketHandlers(to pipeline: ChannelPipeline.SynchronousOperations) throws {
        if let silenceLimit {
            try pipeline.addHandler(IdleStateHandler(writeTimeout: TimeAmount(silenceLimit)))
        }
        if let pingInterval { try pipeline.addHandler(ServerPings(interval: pingInterval)) }
        try pipeline.addHandlers(
            NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: .max, maxAccumulatedFrameSize: Self.messageLimit),
            WebSocketRules())
    }

    /// The connection stays with HTTP; a request that wanted an upgrade in vain is answered like any other.
    private static func continueWithHTTP(_ channel: any Channel) throws -> Accepted {
        let accepted = Accepted.http(try NIOAsyncChannel(wrappingChannelSynchronously: channel))
        try channel.pipeline.syncOperations.handler(type: UpgradeMemory.self).replay()
        return accepted
    }
}
