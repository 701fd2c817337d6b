import ChatWire
import NIOCore
import NIOWebSocket

/// The part of RFC 6455 that NIO leaves to its users, seen from the server: masks, reserved bits, UTF-8, pings, the
/// close handshake. Text and binary messages go on as `Frame`s; a breach closes with the code of its kind.
final class WebSocketRules: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = Frame
    typealias OutboundOut = WebSocketFrame

    private var isClosing = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        guard !isClosing else { return }
        guard !frame.rsv1, !frame.rsv2, !frame.rsv3 else { return close(context: context, code: .protocolError) }
        var payload = frame.unmaskedData
        switch frame.opcode {
        case .text:
            guard let text = String(validating: payload.readableBytesView, as: UTF8.self) else {
                return close(context: context, code: .dataInconsistentWithMessage)
            }
            context.fireChannelRead(wrapInboundOut(.text(text)))
        case .binary:
            context.fireChannelRead(wrapInboundOut(.binary(Array(buffer: payload))))
        case .ping:
            write(context: context, opcode: .pong, data: payload)
        case .pong:
            break
        case .connectionClose:
            close(context: context, code: payload.readWebSocketErrorCode() ?? .normalClosure)
        default:
            close(context: context, code: .protocolError)
        }
    }

    /// The front's read timeout: it cuts a socket on which the server was silent for too long, without a word.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is IdleStateHandler.IdleStateEvent else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketFrameAggregator.Error.accumulatedFrameSizeIsTooLarge, NIOWebSocketError.invalidFrameLength:
            close(context: context, code: .messageTooLarge)
        case is NIOWebSocketFrameAggregator.Error, is NIOWebSocketError:
            close(context: context, code: .protocolError)
        default:
            context.close(promise: nil)
        }
    }

    private func write(context: ChannelHandlerContext, opcode: WebSocketOpcode, data: ByteBuffer) {
        context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: nil)
    }

    private func close(context: ChannelHandlerContext, code: WebSocketErrorCode) {
        guard !isClosing else { return }
        isClosing = true
        var data = context.channel.allocator.buffer(capacity: 2)
        data.write(webSocketErrorCode: code)
        write(context: context, opcode: .connectionClose, data: data)
        context.close(promise: nil)
    }
}
