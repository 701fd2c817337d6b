import NIOCore

/// Cuts what one side says into heads, bodies and frames.
struct StreamReader {
    enum Unit {
        case head(HTTPHead)
        case bytes(ByteBuffer)
        case frame(WireFrame)
        /// The first bytes are those of TLS.
        case tls
    }

    private enum Mode {
        /// A head comes next.
        case head
        case body(Int)
        /// A WebSocket was asked for and the answer is not known yet: what comes is kept.
        case waiting
        case frames
        /// No boundaries can be told any more.
        case opaque
    }

    private var mode: Mode
    private var unread = ByteBuffer()
    private var scanner = FrameScanner()
    private var isFirst = true

    /// A reader of requests begins with a head; one of responses is told when a head matters.
    init(expectsHead: Bool) {
        mode = expectsHead ? .head : .opaque
    }

    mutating func feed(_ bytes: ByteBuffer) {
        if case .frames = mode { return scanner.feed(bytes) }
        if unread.readableBytes == 0 { unread = bytes } else { unread.writeImmutableBuffer(bytes) }
    }

    /// The answer to an upgrade comes next.
    mutating func expectHead() { mode = .head }

    /// Holds what comes until `goOn` is called.
    mutating func wait() { mode = .waiting }

    /// Ends the waiting: frames follow, or bytes of whatever kind.
    mutating func goOn(withFrames: Bool) {
        guard withFrames else {
            mode = .opaque
            return
        }
        mode = .frames
        scanner.feed(unread)
        unread = ByteBuffer()
    }

    /// The next unit that is whole.
    mutating func next() -> Unit? {
        switch mode {
        case .head: return nextHead()
        case .body(let missing): return nextBody(missing)
        case .waiting: return nil
        case .frames: return nextFrame()
        case .opaque: return rest()
        }
    }

    private mutating func nextHead() -> Unit? {
        if isFirst, unread.readableBytes > 0 {
            isFirst = false
            if unread.getInteger(at: unread.readerIndex, as: UInt8.self) == 0x16 {
                mode = .opaque
                return .tls
            }
        }
        switch HTTPHead.read(from: &unread) {
        case .unfinished: return nil
        case .foreign:
            mode = .opaque
            return rest()
        case .head(let head):
            switch head.bodyBytes {
            case nil: mode = .opaque
            case 0: break
            case let count?: mode = .body(count)
            }
            return .head(head)
        }
    }

    private mutating func nextBody(_ missing: Int) -> Unit? {
        guard unread.readableBytes > 0, let piece = unread.readSlice(length: min(missing, unread.readableBytes)) else {
            return nil
        }
        mode = piece.readableBytes == missing ? .head : .body(missing - piece.readableBytes)
        return .bytes(piece)
    }

    private mutating func nextFrame() -> Unit? {
        do throws(FrameScanner.Hopeless) {
            return try scanner.next().map { .frame($0) }
        } catch {
            mode = .opaque
            unread = scanner.rest()
            return rest()
        }
    }

    private mutating func rest() -> Unit? {
        guard unread.readableBytes > 0 else { return nil }
        defer { unread = ByteBuffer() }
        return .bytes(unread)
    }
}
