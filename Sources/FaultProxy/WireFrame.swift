import NIOCore

/// One frame of RFC 6455 as it was on the wire.
struct WireFrame {
    /// Every byte, header included.
    var bytes: ByteBuffer
    var headerLength: Int
    var opcode: UInt8
    /// The key that the payload was masked with; nil from a server.
    var mask: [UInt8]?

    /// Whether it carries (a part of) a message.
    var isMessage: Bool { opcode < 8 }

    /// The payload, unmasked.
    var payload: [UInt8] {
        var payload = Array(bytes.readableBytesView.dropFirst(headerLength))
        if let mask {
            for index in payload.indices { payload[index] ^= mask[index % 4] }
        }
        return payload
    }

    /// A close frame; masked with zeroes when it is to look like a client's.
    static func close(_ code: Int, masked: Bool) -> ByteBuffer {
        let body = [UInt8(truncatingIfNeeded: code >> 8), UInt8(truncatingIfNeeded: code)]
        return ByteBuffer(bytes: masked ? [0x88, 0x82, 0, 0, 0, 0] + body : [0x88, 2] + body)
    }
}

/// Cuts the bytes of one direction into frames, section 5.2: only to find where they begin and end.
struct FrameScanner {
    /// What follows can be no frame that anybody would take.
    struct Hopeless: Error {}

    private var unread = ByteBuffer()
    private static let maximumBytes: UInt64 = 64 << 20

    mutating func feed(_ bytes: ByteBuffer) {
        if unread.readableBytes == 0 { unread = bytes } else { unread.writeImmutableBuffer(bytes) }
    }

    /// The next whole frame.
    mutating func next() throws(Hopeless) -> WireFrame? {
        let start = unread.readerIndex
        guard let first = unread.getInteger(at: start, as: UInt8.self),
            let second = unread.getInteger(at: start + 1, as: UInt8.self)
        else { return nil }
        var headerLength = 2
        var length = UInt64(second & 0x7F)
        if length == 126 {
            guard let extended = unread.getInteger(at: start + 2, as: UInt16.self) else { return nil }
            (length, headerLength) = (UInt64(extended), 4)
        } else if length == 127 {
            guard let extended = unread.getInteger(at: start + 2, as: UInt64.self) else { return nil }
            (length, headerLength) = (extended, 10)
        }
        guard length <= Self.maximumBytes else { throw Hopeless() }
        var mask: [UInt8]?
        if second & 0x80 != 0 {
            guard let key = unread.getBytes(at: start + headerLength, length: 4) else { return nil }
            (mask, headerLength) = (key, headerLength + 4)
        }
        guard let bytes = unread.readSlice(length: headerLength + Int(length)) else { return nil }
        return WireFrame(bytes: bytes, headerLength: headerLength, opcode: first & 0x0F, mask: mask)
    }

    /// Everything that is left, no frame any more.
    mutating func rest() -> ByteBuffer {
        defer { unread = ByteBuffer() }
        return unread
    }
}
