/// One WebSocket message as it travels: what a codec reads and writes, without control frames.
package enum Frame: Hashable, Sendable {
    case text(String)
    case binary([UInt8])

    /// Bytes of payload.
    package var byteCount: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .binary(let bytes): bytes.count
        }
    }
}
