import NIOCore
import NIOPosix

/// Plays one case of the Autobahn TestSuite to the first client that connects, and keeps what that says.
struct AutobahnServer {
    let port: Int
    private let channel: any Channel
    private let transcript: EventLoopFuture<[AutobahnCase.Said]>

    static func start(_ test: AutobahnCase) async throws -> AutobahnServer {
        let group = MultiThreadedEventLoopGroup.singleton
        let transcript = group.next().makePromise(of: [AutobahnCase.Said].self)
        let channel = try await ServerBootstrap(group: group)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(CaseHandler(test, transcript: transcript))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return AutobahnServer(
            port: channel.localAddress?.port ?? 0, channel: channel, transcript: transcript.futureResult)
    }

    /// All that the client said until the line ended.
    func heard() async throws -> [AutobahnCase.Said] {
        let said = try await transcript.get()
        try await channel.close()
        return said
    }
}

private final class CaseHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let transcript: EventLoopPromise<[AutobahnCase.Said]>
    private var steps: ArraySlice<AutobahnCase.Step>
    private var bytes: [UInt8] = []
    private var said: [AutobahnCase.Said] = []
    private var isUpgraded = false

    init(_ test: AutobahnCase, transcript: EventLoopPromise<[AutobahnCase.Said]>) {
        steps = test.steps[...]
        self.transcript = transcript
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += Self.unwrapInboundIn(data).readableBytesView
        if !isUpgraded {
            guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
            let request = String(decoding: bytes[..<end.upperBound], as: UTF8.self)
            bytes.removeSubrange(..<end.upperBound)
            isUpgraded = true
            write(RawServer.agreement(to: request), context: context)
        }
        while let (frame, length) = ClientFrame.read(bytes) {
            bytes.removeFirst(length)
            said.append(AutobahnCase.Said(frame))
            if frame.opcode == 8 { context.close(promise: nil) }
        }
        goOn(context: context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        transcript.succeed(said)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func goOn(context: ChannelHandlerContext) {
        while let step = steps.first {
            switch step {
            case .hear(let count) where said.count < count: return
            case .hear: break
            case .bytes(let bytes, nil): write(bytes, context: context)
            case .bytes(let bytes, let chop?):
                for start in stride(from: 0, to: bytes.count, by: chop) {
                    write(Array(bytes[start..<min(start + chop, bytes.count)]), context: context)
                }
            }
            steps.removeFirst()
        }
    }

    private func write(_ bytes: [UInt8], context: ChannelHandlerContext) {
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }
}
