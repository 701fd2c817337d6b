import ChatWire
import NIOCore
import NIOWebSocket

/// What a client's socket says.
enum SocketEvent: Sendable {
    case message(Frame)
    /// The last event: the client closes or has broken the rules. It is to be answered with this code.
    case closing(WebSocketErrorCode)
}

/// The part of RFC 6455 that NIO leaves to its users, seen from the server: reserved bits and opcodes, UTF-8, pings.
///
/// A close is not answered here but handed on as an event, so that a client that sees the answer can rely on the
/// server having forgotten the socket.
final class WebSocketRules: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = SocketEvent
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
            context.fireChannelRead(wrapInboundOut(.message(.text(text))))
        case .binary:
            context.fireChannelRead(wrapInboundOut(.message(.binary(Array(buffer: payload)))))
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
        context.fireChannelRead(wrapInboundOut(.closing(code)))
        context.fireChannelReadComplete()
    }
}
