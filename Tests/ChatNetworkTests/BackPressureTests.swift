import ChatCore
import ChatNetwork
import ChatWire
import NIOCore
import NIOPosix
import Testing

/// What happens when one side does not read.
struct BackPressureTests {
    @Test func aReaderThatDoesNotReadHoldsThePeerBackAndLosesNothing() async throws {
        let flood = try await Flood.start(frameCount: 4_000, frameBytes: 16 << 10)
        let request = ConnectRequest(server: "http://127.0.0.1:\(flood.port)", path: "/", headers: [])
        let connection = try await WebSocketTransport().connect(request)

        let taken = await flood.stalled()
        var count = 0
        for try await frame in connection.frames where frame.byteCount == 16 << 10 { count += 1 }

        // Of 64 MB the kernel's buffers and one burst may be gone before the first is read.
        #expect(taken < 2_000)
        #expect(count == 4_000)
        try await flood.stop()
    }

    @Test func aBurstOfPingsIsAnsweredAndDelaysNothing() async throws {
        let pings = Array(repeatElement(serverFrame(0x89, [1, 2, 3, 4]), count: 10_000).joined())
        let server = try await RawServer.start { request in
            [.bytes(RawServer.agreement(to: request) + pings + serverText("done"))]
        }

        let connection = try await WebSocketTransport().connect(.to(server))

        #expect(try await connection.frames.first(1) == [.text("done")])
        #expect(await server.frame(opcode: 0xA)?.payload == [1, 2, 3, 4])
        try await server.stop()
    }
}

/// A server that writes frames as fast as the line takes them, then closes.
private struct Flood {
    let port: Int
    private let channel: any Channel
    private let stalls: AsyncStream<Int>

    static func start(frameCount: Int, frameBytes: Int) async throws -> Flood {
        let (stalls, continuation) = AsyncStream.makeStream(of: Int.self)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let frame = ByteBuffer(bytes: serverFrame(0x82, Array(repeating: 7, count: frameBytes)))
                    try channel.pipeline.syncOperations.addHandler(
                        FloodHandler(frame: frame, count: frameCount, stalls: continuation))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return Flood(port: channel.localAddress?.port ?? 0, channel: channel, stalls: stalls)
    }

    /// Waits until the line takes no more, and answers how many frames it took.
    func stalled() async -> Int {
        await stalls.first { _ in true } ?? 0
    }

    func stop() async throws {
        try await channel.close()
    }
}

private final class FloodHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let frame: ByteBuffer
    private let count: Int
    private let stalls: AsyncStream<Int>.Continuation
    private var request = ""
    private var written = 0
    /// Fires when nothing could be written for a while: the line is full and stays full.
    private var silence: Scheduled<Void>?

    init(frame: ByteBuffer, count: Int, stalls: AsyncStream<Int>.Continuation) {
        self.frame = frame
        self.count = count
        self.stalls = stalls
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard written == 0 else { return }
        request += String(buffer: Self.unwrapInboundIn(data))
        guard request.hasSuffix("\r\n\r\n") else { return }
        context.write(Self.wrapOutboundOut(ByteBuffer(bytes: RawServer.agreement(to: request))), promise: nil)
        pour(context: context)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        pour(context: context)
    }

    private func pour(context: ChannelHandlerContext) {
        while context.channel.isWritable, written < count {
            context.writeAndFlush(Self.wrapOutboundOut(frame), promise: nil)
            written += 1
        }
        silence?.cancel()
        if written == count {
            let end = ByteBuffer(bytes: serverClose(1000))
            let channel = context.channel
            context.writeAndFlush(Self.wrapOutboundOut(end)).whenComplete { _ in channel.close(promise: nil) }
        } else {
            silence = context.eventLoop.scheduleTask(in: .milliseconds(200)) { [stalls, written] in
                stalls.yield(written)
            }
        }
    }
}
