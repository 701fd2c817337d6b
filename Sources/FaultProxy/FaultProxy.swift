import NIOCore
import NIOPosix
import NIOSSL

/// A man in the middle of HTTP and WebSocket that does to the traffic what it is told: for tests of how a client, or a
/// server, lives with a bad line.
///
/// With the same seed, faults and traffic it decides the same. Towards `https` and `wss` targets it speaks TLS itself,
/// so that it can see frames; its own clients come without TLS (those that come with it are tunnelled blindly).
package struct FaultProxy: Sendable {
    /// Where clients connect to: `http://host:port`, with the path of the target's URL.
    package let url: String
    /// What happens, in order; to be iterated once. The newest ten thousand are kept until they are taken.
    package let events: AsyncStream<FaultEvent>
    private let channel: any Channel
    private let board: NIOLoopBound<Switchboard>

    /// Starts listening.
    ///
    /// - Parameters:
    ///   - target: the server's base URL.
    ///   - listen: `host:port`; port 0 takes a free one.
    ///   - seed: decides every draw.
    ///   - recordsFrames: whether `events` tells of every frame too.
    ///   - caFile: a PEM file with authorities to trust besides the system's, for a target with TLS.
    package static func start(
        to target: String, listen: String = "127.0.0.1:0", faults: [Fault] = [], seed: UInt64 = 0,
        recordsFrames: Bool = false, caFile: String? = nil
    ) async throws(FaultProxyError) -> FaultProxy {
        let target = try Target(parsing: target)
        guard let (host, port) = Target.split(listen, defaultPort: nil) else { throw .badAddress(listen) }
        let tls = target.isSecure ? try makeContext(caFile) : nil
        let (events, continuation) = AsyncStream.makeStream(
            of: FaultEvent.self, bufferingPolicy: .bufferingNewest(10_000))
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        do {
            let board = try await loop.submit {
                NIOLoopBound(
                    Switchboard(
                        loop: loop, target: target, tls: tls, faults: faults, seed: seed,
                        recordsFrames: recordsFrames, events: continuation), eventLoop: loop)
            }.get()
            let channel = try await bootstrap(board, loop).bind(host: host, port: port).get()
            let bound = channel.localAddress?.port ?? port
            let name = host.contains(":") ? "[\(host)]" : host
            return FaultProxy(
                url: "http://\(name):\(bound)\(target.basePath)", events: events, channel: channel, board: board)
        } catch {
            throw .cannotListen(listen, reason: "\(error)")
        }
    }

    /// Replaces the faults; counts and budgets begin anew.
    package func set(_ faults: [Fault]) async {
        await perform { $0.set(faults) }
    }

    /// Resets every connection that is open now.
    package func resetAll() async {
        await perform { $0.resetAll() }
    }

    /// Plays a schedule and returns when it is over and all faults are off.
    package func play(_ schedule: FaultSchedule) async {
        await begin(schedule).end()
    }

    /// Begins to play a schedule; frames count for it from now on.
    package func begin(_ schedule: FaultSchedule) async -> Performance {
        let done = channel.eventLoop.makePromise(of: Void.self)
        await perform { $0.play(schedule, done) }
        return Performance(done: done.futureResult)
    }

    /// A schedule that is being played.
    package struct Performance: Sendable {
        fileprivate let done: EventLoopFuture<Void>

        /// Returns when it is over and all faults are off.
        package func end() async {
            // Never fails.
            try? await done.get()
        }
    }

    /// Stops listening, ends every connection and the events.
    package func stop() async {
        try? await channel.close()
        await perform { $0.stop() }
    }

    private func perform(_ body: @escaping @Sendable (Switchboard) -> Void) async {
        let board = board
        // Fails only when the event loop is gone, and the proxy with it.
        try? await channel.eventLoop.submit { body(board.value) }.get()
    }

    /// All connections share one event loop: then the order of what happens is one.
    private static func bootstrap(_ board: NIOLoopBound<Switchboard>, _ loop: any EventLoop) -> ServerBootstrap {
        ServerBootstrap(group: loop)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let link = board.value.accept(channel)
                    try channel.pipeline.syncOperations.addHandler(LinkEnd(link: link, side: .client))
                }
            }
    }

    private static func makeContext(_ caFile: String?) throws(FaultProxyError) -> NIOSSLContext {
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            if let caFile {
                configuration.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(caFile))]
            }
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .noTLS(reason: "\(error)")
        }
    }
}

extension Target {
    /// The name to check the certificate against; nil for an address.
    var serverName: String? {
        let isAddress = host.contains(":") || host.allSatisfy { $0.isNumber || $0 == "." }
        return isAddress ? nil : host
    }
}
