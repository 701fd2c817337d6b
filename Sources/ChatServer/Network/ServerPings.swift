import NIOCore
import NIOWebSocket

/// Writes a PING control frame now and then, as servers up to v2.2 do; that alone keeps the front's read timeout off.
final class ServerPings: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let interval: TimeAmount
    private var task: RepeatedTask?

    init(interval: Duration) {
        self.interval = TimeAmount(interval)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let (channel, allocator) = (context.channel, context.channel.allocator)
        task = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            let frame = WebSocketFrame(fin: true, opcode: .ping, data: allocator.buffer(capacity: 0))
            channel.writeAndFlush(frame, promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        task?.cancel()
    }
}
