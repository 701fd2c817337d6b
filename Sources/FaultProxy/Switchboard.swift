import NIOCore
import NIOPosix
import NIOSSL

/// What all links of a proxy share. Lives on the event loop, like all of them.
final class Switchboard {
    let loop: any EventLoop
    let target: Target
    let recordsFrames: Bool
    private let seed: UInt64
    private let tls: NIOSSLContext?
    private let events: AsyncStream<FaultEvent>.Continuation
    private var faults: [Fault]
    private var epoch = 0
    private var links: [Int: Link] = [:]
    private var count = 0
    private var carried: [String: [Direction: [ByteBuffer]]] = [:]
    /// Sockets opened behind a client's back, by the link with which they end; 0: by the clock.
    private var logins: [Int: [any Channel]] = [:]
    private var runs: [ScheduleRun] = []
    private var isStopped = false

    init(
        loop: any EventLoop, target: Target, tls: NIOSSLContext?, faults: [Fault], seed: UInt64, recordsFrames: Bool,
        events: AsyncStream<FaultEvent>.Continuation
    ) {
        self.loop = loop
        self.target = target
        self.tls = tls
        self.faults = faults
        self.seed = seed
        self.recordsFrames = recordsFrames
        self.events = events
    }

    // MARK: Faults

    /// Replaces the faults. A link whose line one of the old ones had cut ends when no new one would cut it: a line that
    /// comes back knows nothing of the old connections.
    func set(_ faults: [Fault]) {
        self.faults = faults
        epoch += 1
        let cutsLines = faults.contains { $0.cutsLines }
        for link in links.values.sorted(by: { $0.number < $1.number }) {
            link.arm(faults, seed: seed, epoch: epoch)
            if !cutsLines { link.endDeadLine() }
        }
    }

    func resetAll() {
        for link in links.values {
            link.toClient.reset()
            link.toServer.reset()
        }
    }

    func play(_ schedule: FaultSchedule, _ done: EventLoopPromise<Void>) {
        guard !isStopped else { return done.succeed() }
        let run = ScheduleRun(schedule, board: self, done: done)
        runs.append(run)
        run.start()
    }

    func ended(_ run: ScheduleRun) {
        runs.removeAll { $0 === run }
    }

    func messagePassed() {
        for run in runs { run.messagePassed() }
    }

    // MARK: Links

    func accept(_ client: any Channel) -> Link {
        count += 1
        let link = Link(number: count, client: client, board: self)
        links[count] = link
        link.arm(faults, seed: seed, epoch: epoch)
        tell(.opened, link)
        if isStopped { client.close(promise: nil) }
        return link
    }

    func forget(_ link: Link) {
        guard links.removeValue(forKey: link.number) != nil else { return }
        for login in logins.removeValue(forKey: link.number) ?? [] { login.close(promise: nil) }
        tell(.closed, link)
    }

    func connect(for link: Link) {
        let bound = NIOLoopBound((link, self), eventLoop: loop)
        bootstrap { LinkEnd(link: bound.value.0, side: .server) }
            .connect(host: target.host, port: target.port)
            .whenComplete { outcome in
                let (link, _) = bound.value
                switch outcome {
                case .success(let channel): link.connected(channel)
                case .failure: link.cannotConnect()
                }
            }
    }

    /// Opens another socket with the credentials of `request`, throws away what it hears, and closes it after `limit`
    /// or, without one, with the link.
    func logIn(_ request: HTTPHead, for limit: Duration?, _ link: Link) {
        var request = request
        var generator = SplitMix(seed, UInt64(link.number))
        let key = (0..<16).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        request["Sec-WebSocket-Key"] = Base64.text(key)
        let text = request.text
        let bound = NIOLoopBound(self, eventLoop: loop)
        let number = link.number
        bootstrap { DeafEnd() }
            .connect(host: target.host, port: target.port)
            .whenSuccess { channel in
                let board = bound.value
                channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
                if let limit {
                    board.loop.scheduleTask(in: TimeAmount(limit)) { channel.close(promise: nil) }
                } else if board.links[number] == nil {
                    channel.close(promise: nil)
                }
                board.logins[limit == nil ? number : 0, default: []].append(channel)
            }
    }

    private func bootstrap(_ end: @escaping () -> any ChannelHandler) -> ClientBootstrap {
        let bound = NIOLoopBound((end, tls, target), eventLoop: loop)
        return ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(.seconds(10))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let (end, tls, target) = bound.value
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: target.serverName))
                    }
                    try channel.pipeline.syncOperations.addHandler(end())
                }
            }
    }

    // MARK: Frames between links

    func carry(_ frames: [ByteBuffer], _ direction: Direction, _ identity: String) {
        carried[identity, default: [:]][direction, default: []] += frames
    }

    func takeCarried(_ identity: String) -> [Direction: [ByteBuffer]] {
        carried.removeValue(forKey: identity) ?? [:]
    }

    // MARK: The end

    func tell(
        _ kind: FaultEvent.Kind, _ link: Link, _ direction: Direction? = nil, _ frame: Int? = nil,
        _ glance: FrameGlance? = nil
    ) {
        events.yield(
            FaultEvent(kind: kind, connection: link.number, direction: direction, frame: frame, glance: glance))
    }

    func stop() {
        isStopped = true
        for run in runs { run.stop() }
        for link in links.values {
            link.toClient.abandon()
            link.toServer.abandon()
        }
        for login in logins.values.joined() { login.close(promise: nil) }
        events.finish()
    }
}

extension Fault {
    fileprivate var cutsLines: Bool {
        switch kind {
        case .halfOpen, .timeout: true
        default: false
        }
    }
}

/// Base64 of RFC 4648, section 4, for the key of an upgrade request.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start...].prefix(3)
            let number = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                let isPadding = place > group.count
                result.append(isPadding ? UInt8(ascii: "=") : alphabet[number >> (18 - 6 * place) & 0x3F])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
