import NIOCore
import NIOHTTP1

/// Remembers a connection's first request if it asks for an upgrade, because NIO's upgrade handler forgets the request
/// when the upgrade comes to nothing: the target is unknown, the caller is refused, or the protocol is another.
final class UpgradeMemory: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private var isFirstPart = true
    private var head: HTTPRequestHead?
    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isFirstPart {
            isFirstPart = false
            if case .head(let first) = unwrapInboundIn(data), first.headers.contains(name: "upgrade") { head = first }
        }
        // After an upgrade, what passes here are bytes.
        context.fireChannelRead(data)
    }

    /// Sends the forgotten request, which has no body, down the pipeline once more.
    func replay() {
        guard let head else { return }
        self.head = nil
        context?.fireChannelRead(wrapInboundOut(.head(head)))
        context?.fireChannelRead(wrapInboundOut(.end(nil)))
        context?.fireChannelReadComplete()
    }
}
