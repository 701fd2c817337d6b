import ChatWire
import NIOCore
import NIOWebSocket

/// Makes messages of the bytes of one connection, without input or output: RFC 6455, sections 5.2, 5.4 and 8.1.
///
/// It looks at bytes as they arrive, not at whole frames, so that a breach is seen at the byte that makes it one: text
/// that cannot become UTF-8 ends the connection in the middle of its frame, and a frame that is too large at its header.
struct MessageAssembler {
    /// What the bytes amounted to.
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
        var body = ByteBuffer()
        var tinyFragments = 0
        /// How much of `body` is known to be whole, valid UTF-8.
        var validatedBytes = 0
    }

    private let maximumMessageBytes: Int
    private let maximumTinyFragments: Int
    /// What was fed and not looked at yet; between two reads no more than an unfinished header.
    private var unread = ByteBuffer()
    /// The frame whose payload is arriving, and how much of it is missing.
    private var frame: (header: FrameHeader, missing: Int)?
    private var control = ByteBuffer()
    private var partial: Partial?

    init(maximumMessageBytes: Int, maximumTinyFragments: Int) {
        self.maximumMessageBytes = maximumMessageBytes
        self.maximumTinyFragments = maximumTinyFragments
    }

    /// Adds what the socket brought; `next` is to be called until it has nothing more.
    mutating func feed(_ bytes: ByteBuffer) {
        if unread.readableBytes == 0 { unread = bytes } else { unread.writeImmutableBuffer(bytes) }
    }

    /// The next thing that is complete; nil when more bytes are needed.
    ///
    /// - Throws: what the peer did wrong; nothing may be received after that.
    mutating func next() throws(FrameViolation) -> Event? {
        while true {
            if frame == nil {
                guard let header = FrameHeader.read(from: &unread) else { return nil }
                try begin(header)
            }
            guard let (header, announced) = frame else { return nil }
            var missing = announced
            if missing > 0 {
                guard let piece = unread.readSlice(length: min(missing, unread.readableBytes)),
                    piece.readableBytes > 0
                else { return nil }
                missing -= piece.readableBytes
                try take(piece, isControl: header.isControl)
            }
            frame = missing > 0 ? (header, missing) : nil
            if missing == 0, let event = try finish(header) { return event }
        }
    }

    private mutating func begin(_ header: FrameHeader) throws(FrameViolation) {
        try FrameRules.check(header)
        switch header.opcode {
        case .connectionClose, .ping, .pong:
            control = ByteBuffer()
        case .continuation:
            guard partial != nil else { throw .breach("a continuation came without a message to continue") }
        default:
            guard partial == nil else { throw .breach("a message began before the last one was whole") }
            partial = Partial(isText: header.opcode == .text)
        }
        if !header.isControl { try countFragment(header) }
        frame = (header, Int(header.length))
    }

    private mutating func countFragment(_ header: FrameHeader) throws(FrameViolation) {
        let present = partial?.body.readableBytes ?? 0
        guard header.length <= UInt64(maximumMessageBytes - present) else {
            throw .tooBig("a message was larger than \(maximumMessageBytes) bytes")
        }
        let isWhole = header.isFinal && header.opcode != .continuation
        guard header.length < Self.tinyFragmentBytes, !isWhole else { return }
        partial?.tinyFragments += 1
        guard (partial?.tinyFragments ?? 0) <= maximumTinyFragments else {
            throw .tooBig("a message came in more than \(maximumTinyFragments) tiny fragments")
        }
    }

    private mutating func take(_ piece: ByteBuffer, isControl: Bool) throws(FrameViolation) {
        if isControl {
            control.writeImmutableBuffer(piece)
            return
        }
        // Taken out while it grows, so that the buffer stays uniquely owned and is not copied for each piece.
        guard var message = partial.take() else { return }
        if message.body.readableBytes == 0 { message.body = piece } else { message.body.writeImmutableBuffer(piece) }
        if message.isText { try Self.validate(&message) }
        partial = message
    }

    /// Ends the frame whose payload is there; nil when it only continued a message that is not whole yet.
    private mutating func finish(_ header: FrameHeader) throws(FrameViolation) -> Event? {
        switch header.opcode {
        case .ping: return .ping(control)
        case .pong: return .pong(control)
        case .connectionClose: return .close(try FrameRules.readClose(control))
        default: break
        }
        guard header.isFinal, let message = partial.take() else { return nil }
        guard message.isText else { return .message(.binary(Array(message.body.readableBytesView))) }
        guard message.validatedBytes == message.body.readableBytes else { throw Self.notUTF8 }
        return .message(.text(String(buffer: message.body)))
    }

    /// Checks what is new, up to a scalar at the end that may become whole.
    private static func validate(_ message: inout Partial) throws(FrameViolation) {
        message.validatedBytes += try wholeBytes(of: message.body, after: message.validatedBytes)
    }

    /// How many bytes after `start` are whole, valid UTF-8; what follows them may become so.
    private static func wholeBytes(of body: ByteBuffer, after start: Int) throws(FrameViolation) -> Int {
        let bytes = body.readableBytesUInt8Span.extracting(droppingFirst: start)
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes)
            return bytes.count
        } catch {
            let mayBecomeWhole = error.kind == .truncatedScalar && error.byteOffsets.upperBound == bytes.count
            guard mayBecomeWhole else { throw notUTF8 }
            return error.byteOffsets.lowerBound
        }
    }

    private static var notUTF8: FrameViolation { .badText("a text message was not UTF-8") }
}

extension FrameHeader {
    /// Whether the frame may stand between the fragments of a message.
    fileprivate var isControl: Bool {
        switch opcode {
        case .connectionClose, .ping, .pong: true
        default: false
        }
    }
}
