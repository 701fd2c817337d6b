import NIOCore

/// The end of the pipeline of one side of a link.
final class LinkEnd: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Side {
        case client, server
    }

    private let link: Link
    private let side: Side
    private var isReadHeld = false

    init(link: Link, side: Side) {
        self.link = link
        self.side = side
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Self.unwrapInboundIn(data)
        switch side {
        case .client: link.clientSaid(bytes)
        case .server: link.serverSaid(bytes)
        }
    }

    /// While much waits for the other side, no more is read: asked again every few milliseconds, since what waits may
    /// wait for its time and not for the socket.
    func read(context: ChannelHandlerContext) {
        guard link.isCongested else { return context.read() }
        guard !isReadHeld else { return }
        isReadHeld = true
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .milliseconds(20)) {
            let (end, context) = bound.value
            end.isReadHeld = false
            if context.channel.isActive { end.read(context: context) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        switch side {
        case .client: link.clientEnded()
        case .server: link.serverEnded()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

/// A socket whose owner does not care what it hears.
final class DeafEnd: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
