import ChatCore
import ChatWire
import NIOCore
import NIOWebSocket

/// The end of the channel pipeline of one WebSocket: `MessageAssembler` decides, this only reads, writes and waits.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private enum Phase {
        case open
        /// Our close frame is out; data may still arrive before the peer's.
        case closing
        /// Both close frames are said, or the peer broke the rules: whatever still arrives is discarded until the end.
        case draining
        case closed
    }

    private let closeTimeout: TimeAmount
    private let maximumMessageBytes: Int
    private var phase = Phase.open
    private var assembler: MessageAssembler
    private var queue = FrameQueue()
    /// A read that waits until the queued frames are taken: this is the back-pressure.
    private var isReadHeld = false
    private var pings: [(payload: UInt64, promise: EventLoopPromise<Void>)] = []
    /// The newest PING that could not be answered because the peer does not read; older ones need no answer.
    private var owedPong: ByteBuffer?
    private var ending: TransportError?
    /// What the peer did wrong, while the messages before it are still being dealt with.
    private var breach: FrameViolation?
    private var deadline: Scheduled<Void>?
    private var context: ChannelHandlerContext?

    init(options: NetworkOptions) {
        closeTimeout = TimeAmount(options.closeTimeout)
        maximumMessageBytes = options.maximumMessageBytes
        assembler = MessageAssembler(
            maximumMessageBytes: options.maximumMessageBytes, maximumTinyFragments: options.maximumTinyFragments)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        finish()
        self.context = nil
    }

    // MARK: From the socket

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard phase == .open || phase == .closing, breach == nil else { return }
        assembler.feed(Self.unwrapInboundIn(data))
        do {
            while phase == .open || phase == .closing, let event = try assembler.next() {
                handle(event, context: context)
            }
        } catch {
            condemn(error, context: context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        queue.deliver()
        context.flush()
    }

    func read(context: ChannelHandlerContext) {
        if phase == .open && !queue.isEmpty {
            isReadHeld = true
        } else {
            context.read()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard phase == .open || phase == .closing else { return }
        if ending == nil { ending = .closed(code: 1006, reason: TransportFailure.words(for: error)) }
        context.close(promise: nil)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, let payload = owedPong.take() {
            answerPing(payload, context: context)
            context.flush()
        }
        context.fireChannelWritabilityChanged()
    }

    // MARK: From the program, on the event loop

    /// Writes message frames; `promise` succeeds when the operating system has the last of them.
    func send(_ frames: [Frame], _ promise: EventLoopPromise<Void>) {
        guard phase == .open, let context else { return promise.fail(reasonForSilence) }
        for (index, frame) in frames.enumerated() {
            let promise = index == frames.count - 1 ? promise : nil
            switch frame {
            case .text(let text): write(.text, ByteBuffer(string: text), context: context, promise: promise)
            case .binary(let bytes): write(.binary, ByteBuffer(bytes: bytes), context: context, promise: promise)
            }
        }
        context.flush()
    }

    /// Asks for everything that arrived; an empty answer means the orderly end.
    func take(_ promise: EventLoopPromise<[Frame]>) {
        queue.take(promise)
        if let breach, queue.isAwaited, let context { return fail(breach, context: context) }
        guard isReadHeld, queue.isEmpty else { return }
        isReadHeld = false
        context?.read()
    }

    /// Sends a PING; `promise` succeeds on its PONG or that of a later one.
    func ping(_ promise: EventLoopPromise<Void>) {
        guard phase == .open, let context else { return promise.fail(reasonForSilence) }
        let payload = UInt64.random(in: 0 ... .max)
        pings.append((payload, promise))
        write(.ping, ByteBuffer(integer: payload), context: context, promise: nil)
        context.flush()
    }

    /// Begins an orderly close; the channel is closed `closeTimeout` later at the latest.
    func close() {
        guard phase == .open, let context else { return }
        phase = .closing
        sendClose(1000, context: context)
        releaseRead(context: context)
    }

    // MARK: Parts

    /// Why nothing can be said any more.
    private var reasonForSilence: TransportError {
        ending ?? .closed(code: 1000, reason: "the connection is being closed")
    }

    private func handle(_ event: MessageAssembler.Event, context: ChannelHandlerContext) {
        switch event {
        case .message(let frame): receive(frame, context: context)
        case .ping(let payload): answerPing(payload, context: context)
        case .pong(let payload): confirmPing(payload)
        case .close(let close): peerClosed(close, context: context)
        }
    }

    /// While we close, nothing holds the peer back: then the limit of one message is the limit of all.
    private func receive(_ frame: Frame, context: ChannelHandlerContext) {
        queue.append(frame)
        if phase == .closing, queue.byteCount > maximumMessageBytes { context.close(promise: nil) }
    }

    private func write(
        _ opcode: WebSocketOpcode, _ payload: ByteBuffer, context: ChannelHandlerContext,
        promise: EventLoopPromise<Void>?
    ) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: payload)
        context.write(Self.wrapOutboundOut(frame), promise: promise)
    }

    private func answerPing(_ payload: ByteBuffer, context: ChannelHandlerContext) {
        guard phase == .open else { return }
        if context.channel.isWritable {
            write(.pong, payload, context: context, promise: nil)
        } else {
            owedPong = payload
        }
    }

    private func confirmPing(_ payload: ByteBuffer) {
        guard payload.readableBytes == 8, let number = payload.getInteger(at: payload.readerIndex, as: UInt64.self),
            let index = pings.firstIndex(where: { $0.payload == number })
        else { return }
        for ping in pings[...index] { ping.promise.succeed() }
        pings.removeSubrange(...index)
    }

    private func peerClosed(_ close: PeerClose, context: ChannelHandlerContext) {
        let weAsked = phase == .closing
        let error = TransportError.closed(code: close.reportedCode, reason: close.reason)
        ending = error
        phase = .draining
        if !weAsked { sendClose(close.code, context: context) }
        queue.end(weAsked || close.code == 1000 ? .success(()) : .failure(error))
        releaseRead(context: context)
    }

    /// Notes a breach. What the peer said before it is dealt with first, answers included: the connection ends when the
    /// reader asks for more, and if it does not ask, after `closeTimeout`.
    private func condemn(_ violation: FrameViolation, context: ChannelHandlerContext) {
        guard phase == .open, !queue.isAwaited else { return fail(violation, context: context) }
        breach = violation
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: closeTimeout) {
            let (handler, context) = bound.value
            handler.fail(violation, context: context)
        }
    }

    /// Ends the connection because the peer broke the rules: RFC 6455, section 7.1.7.
    private func fail(_ violation: FrameViolation, context: ChannelHandlerContext) {
        guard phase == .open || phase == .closing else { return }
        let error = TransportError.protocolViolation(violation.explanation)
        ending = error
        breach = nil
        if phase == .open { sendClose(violation.closeCode, context: context) }
        phase = .draining
        queue.end(.failure(error))
        releaseRead(context: context)
    }

    /// Writes our close frame and starts the clock for the peer's part: to answer, and to close the line (servers
    /// close it first, section 7.1.1). Dropping the line at once could take our frame with it.
    private func sendClose(_ code: UInt16?, context: ChannelHandlerContext) {
        var payload = ByteBuffer()
        if let code { payload.writeInteger(code) }
        write(.connectionClose, payload, context: context, promise: nil)
        context.flush()
        let channel = context.channel
        deadline?.cancel()
        deadline = context.eventLoop.scheduleTask(in: closeTimeout) { channel.close(promise: nil) }
    }

    /// Without a reader the peer's close frame would never be seen: from now on the deadline bounds what is read.
    private func releaseRead(context: ChannelHandlerContext) {
        guard isReadHeld else { return }
        isReadHeld = false
        context.read()
    }

    private func finish() {
        guard phase != .closed else { return }
        let error = ending ?? .closed(code: 1006, reason: "the connection was dropped")
        queue.end(phase == .closing ? .success(()) : .failure(error))
        phase = .closed
        ending = error
        deadline?.cancel()
        for ping in pings { ping.promise.fail(error) }
        pings = []
    }
}
