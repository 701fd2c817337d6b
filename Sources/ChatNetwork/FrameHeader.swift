import NIOCore
import NIOWebSocket

/// What stands before the payload of a frame: RFC 6455, section 5.2.
struct FrameHeader: Hashable {
    var isFinal: Bool
    /// The three bits as a number; 0 unless an extension was negotiated.
    var reservedBits: UInt8 = 0
    var opcode: WebSocketOpcode
    var isMasked = false
    /// The payload's length in bytes, as announced.
    var length: UInt64

    /// Takes a header off the front of `bytes`; nil, and nothing taken, while it is not whole.
    static func read(from bytes: inout ByteBuffer) -> FrameHeader? {
        let start = bytes.readerIndex
        guard let first = bytes.getInteger(at: start, as: UInt8.self),
            let second = bytes.getInteger(at: start + 1, as: UInt8.self),
            let opcode = WebSocketOpcode(encodedWebSocketOpcode: first & 0x0F)
        else { return nil }
        let length: UInt64?
        let lengthBytes: Int
        switch second & 0x7F {
        case 126: (length, lengthBytes) = (bytes.getInteger(at: start + 2, as: UInt16.self).map(UInt64.init), 2)
        case 127: (length, lengthBytes) = (bytes.getInteger(at: start + 2, as: UInt64.self), 8)
        case let short: (length, lengthBytes) = (UInt64(short), 0)
        }
        guard let length else { return nil }
        bytes.moveReaderIndex(forwardBy: 2 + lengthBytes)
        return FrameHeader(
            isFinal: first & 0x80 != 0, reservedBits: first >> 4 & 0x7, opcode: opcode,
            isMasked: second & 0x80 != 0, length: length)
    }
}
