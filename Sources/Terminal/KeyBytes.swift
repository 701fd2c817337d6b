/// Puts the bytes of one UTF-8 scalar together; what is not UTF-8 is dropped, and nothing that follows it.
struct UTF8Collector: Sendable {
    private var bytes: [UInt8] = []
    private var needed = 0

    var isCollecting: Bool { !bytes.isEmpty }

    mutating func take(_ byte: UInt8) -> Unicode.Scalar? {
        switch byte {
        case 0x00...0x7F:
            bytes = []
            return Unicode.Scalar(byte)
        case 0x80...0xBF:
            guard isCollecting else { return nil }
            bytes.append(byte)
        default:
            needed = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            bytes = [byte]
        }
        guard bytes.count == needed else { return nil }
        defer { bytes = [] }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return scalar
    }
}

/// Gathers pasted bytes until the terminal says that the paste is over.
struct PasteCollector: Sendable {
    private static let end: [UInt8] = Array("\u{1B}[201~".utf8)
    /// Bytes kept of one paste; more than any message holds.
    static let limit = 1 << 20

    private var bytes: [UInt8] = []
    private var matched = 0

    /// - Returns: true when this byte ended the paste.
    mutating func take(_ byte: UInt8) -> Bool {
        if byte == Self.end[matched] {
            matched += 1
            return matched == Self.end.count
        }
        keep(Self.end[..<matched])
        matched = byte == Self.end[0] ? 1 : 0
        if matched == 0 { keep([byte]) }
        return false
    }

    /// The text, with replacement characters for what is not UTF-8.
    mutating func finish() -> String {
        defer { self = PasteCollector() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func keep(_ more: ArraySlice<UInt8>) {
        bytes.append(contentsOf: more.prefix(max(0, Self.limit - bytes.count)))
    }
}
