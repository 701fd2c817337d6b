package import ChatCore
package import NIOCore
import NIOPosix
import NIOSSL

/// Opens WebSockets over NIO, with NIOSSL for `https` and `wss`.
package actor WebSocketTransport: Transport {
    private let options: NetworkOptions
    private let group: any EventLoopGroup
    /// Made once: reading the system's certificate authorities takes tens of milliseconds.
    private var tls: NIOSSLContext?

    package init(
        options: NetworkOptions = NetworkOptions(), group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        self.options = options
        self.group = group
    }

    package func connect(_ request: ConnectRequest) async throws(TransportError) -> any Connection {
        let endpoint = try Endpoint(parsing: request.server)
        try endpoint.check(options)
        let handshake = UpgradeHandshake(endpoint: endpoint, request: request, options: options)
        try handshake.check()
        let attempt = ConnectAttempt(
            handshake: handshake, tls: endpoint.isSecure ? try context() : nil, loop: group.next())
        do {
            return WebSocketConnection(link: try await attempt.run())
        } catch {
            throw await TransportFailure.explain(error, endpoint: endpoint, options: options, loop: group.next())
        }
    }

    private func context() throws(TransportError) -> NIOSSLContext {
        if let tls { return tls }
        let made = try TLSSetup.makeContext(options)
        tls = made
        return made
    }
}

/// One try to connect, upgrade included, within the connect timeout.
private struct ConnectAttempt {
    let handshake: UpgradeHandshake
    let tls: NIOSSLContext?
    let loop: any EventLoop

    func run() async throws -> LinkReference {
        // Tells every channel of this attempt whether it is wanted: false closes it, whenever it comes up.
        let verdict = loop.makePromise(of: Bool.self)
        let result = loop.makePromise(of: LinkReference.self)
        let timeout = TimeAmount(handshake.options.connectTimeout)
        let deadline = loop.scheduleTask(in: timeout) { [seconds = handshake.options.connectTimeout] in
            result.fail(ConnectTimedOut(after: seconds))
        }
        open(verdict: verdict.futureResult).cascade(to: result)
        result.futureResult.whenComplete { outcome in
            deadline.cancel()
            if case .success = outcome { verdict.succeed(true) } else { verdict.succeed(false) }
        }
        return try await withTaskCancellationHandler {
            try await result.futureResult.get()
        } onCancel: {
            result.fail(CancellationError())
        }
    }

    /// Handlers are in place before the socket connects: a peer that talks first finds somebody listening.
    private func open(verdict: EventLoopFuture<Bool>) -> EventLoopFuture<LinkReference> {
        let (handshake, tls, loop) = (handshake, tls, loop)
        return loop.makeFutureWithTask {
            let upgrade = try await ClientBootstrap(group: loop)
                .connectTimeout(TimeAmount(handshake.options.connectTimeout))
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelOption(.tcpUserTimeout, value: Self.userTimeoutMilliseconds)
                .connect(host: handshake.endpoint.host, port: handshake.endpoint.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try Self.prepare(channel, handshake: handshake, tls: tls, verdict: verdict)
                    }
                }
            switch try await upgrade.get() {
            case .upgraded(let link): return link
            case .refused(let refusal): throw try await refusal.get().error
            }
        }
    }

    private static func prepare(
        _ channel: any Channel, handshake: UpgradeHandshake, tls: NIOSSLContext?, verdict: EventLoopFuture<Bool>
    ) throws -> EventLoopFuture<UpgradeOutcome> {
        verdict.whenSuccess { isWanted in
            if !isWanted { channel.close(promise: nil) }
        }
        if let tls {
            try channel.pipeline.syncOperations.addHandler(TLSSetup.makeHandler(tls, endpoint: handshake.endpoint))
        }
        return try handshake.begin(on: channel)
    }

    /// After this long without an acknowledgement from the peer's TCP the kernel gives the line up.
    private static let userTimeoutMilliseconds: ChannelOptions.Types.SocketOption.Value = 20_000
}

/// The connect timeout passed before the server had answered the upgrade.
struct ConnectTimedOut: Error {
    var after: Duration

    init(after: Duration) {
        self.after = after
    }
}

extension ChannelOption where Self == ChannelOptions.Types.SocketOption {
    /// `TCP_USER_TIMEOUT` of tcp(7), in milliseconds.
    fileprivate static var tcpUserTimeout: Self { Self(level: .tcp, name: .init(rawValue: 18)) }
}
