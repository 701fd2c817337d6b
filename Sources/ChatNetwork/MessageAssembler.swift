import ChatWire
import NIOCore
import NIOWebSocket

/// Puts the frames of one connection together into messages, without input or output: RFC 6455, sections 5.4 and 8.1.
struct MessageAssembler {
    /// What one frame amounted to.
    enum Event: Hashable {
        case message(Frame)
        case ping(ByteBuffer)
        case pong(ByteBuffer)
        case close(PeerClose)
    }

    /// Fragments below this many bytes are counted: see `NetworkOptions.maximumTinyFragments`.
    static let tinyFragmentBytes = 64

    private struct Partial {
        var isText: Bool
        var body: ByteBuffer
        var tinyFragments = 0
        /// How much of `body` is known to be whole, valid UTF-8.
        var validatedBytes = 0
    }

    private let maximumMessageBytes: Int
    private let maximumTinyFragments: Int
    private var partial: Partial?

    init(maximumMessageBytes: Int, maximumTinyFragments: Int) {
        self.maximumMessageBytes = maximumMessageBytes
        self.maximumTinyFragments = maximumTinyFragments
    }

    /// Takes the next frame.
    ///
    /// - Returns: nil when the frame only continued a message that is not whole yet.
    /// - Throws: what the peer did wrong; nothing may be received after that.
    mutating func receive(_ frame: WebSocketFrame) throws(FrameViolation) -> Event? {
        try FrameRules.check(frame)
        switch frame.opcode {
        case .ping: return .ping(frame.data)
        case .pong: return .pong(frame.data)
        case .connectionClose: return .close(try FrameRules.readClose(frame.data))
        case .continuation: return try continueMessage(frame)
        default: return try beginMessage(frame)
        }
    }

    private mutating func beginMessage(_ frame: WebSocketFrame) throws(FrameViolation) -> Event? {
        guard partial == nil else { throw .breach("a message began before the last one was whole") }
        guard frame.length <= maximumMessageBytes else { throw tooBig }
        let isText = frame.opcode == .text
        if frame.fin { return .message(try Self.whole(frame.data, isText: isText)) }
        partial = Partial(isText: isText, body: ByteBuffer())
        return try append(frame)
    }

    private mutating func continueMessage(_ frame: WebSocketFrame) throws(FrameViolation) -> Event? {
        guard partial != nil else { throw .breach("a continuation came without a message to continue") }
        return try append(frame)
    }

    private mutating func append(_ frame: WebSocketFrame) throws(FrameViolation) -> Event? {
        // Taken out while it grows, so that the buffer stays uniquely owned and is not copied for each fragment.
        guard var message = partial.take() else { return nil }
        guard message.body.readableBytes + frame.length <= maximumMessageBytes else { throw tooBig }
        if frame.length < Self.tinyFragmentBytes { message.tinyFragments += 1 }
        guard message.tinyFragments <= maximumTinyFragments else {
            throw .tooBig("a message came in more than \(maximumTinyFragments) tiny fragments")
        }
        message.body.writeImmutableBuffer(frame.data)
        if frame.fin { return .message(try Self.whole(message.body, isText: message.isText)) }
        if message.isText { try Self.validate(&message) }
        partial = message
        return nil
    }

    private var tooBig: FrameViolation {
        .tooBig("a message was larger than \(maximumMessageBytes) bytes")
    }

    private static func whole(_ body: ByteBuffer, isText: Bool) throws(FrameViolation) -> Frame {
        guard isText else { return .binary(Array(body.readableBytesView)) }
        guard let text = String(validating: body.readableBytesView, as: UTF8.self) else { throw notUTF8 }
        return .text(text)
    }

    /// Checks the scalars that are whole so far, so that bad text is refused at once and not at its end.
    private static func validate(_ message: inout Partial) throws(FrameViolation) {
        let bytes = message.body.readableBytesView.dropFirst(message.validatedBytes)
        let whole = bytes.dropLast(openScalarBytes(bytes))
        guard String(validating: whole, as: UTF8.self) != nil else { throw notUTF8 }
        message.validatedBytes += whole.count
    }

    /// How many bytes at the end belong to a scalar that is not complete.
    private static func openScalarBytes(_ bytes: ByteBufferView) -> Int {
        for (distance, byte) in zip(1...3, bytes.reversed()) where byte & 0xC0 != 0x80 {
            let length =
                switch byte {
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                default: 1
                }
            return length > distance ? distance : 0
        }
        return 0
    }

    private static var notUTF8: FrameViolation { .badText("a text message was not UTF-8") }
}
