import Foundation

/// The fields of a protobuf message, as the recordings hold them beside its bytes, and as a reader that knows nothing of
/// the program finds them in bytes of ours. Absent fields are nil.
struct DecodedMessage: Decodable, Hashable, Sendable {
    var version: Float?
    var id: String?
    var type: String?
    var channel: String?
    var ephemeral: Bool?
    var source: String?
    var destination: String?
    /// In base 64.
    var content: String?
    var timestamp: String?
    var meta: [String: String]?
    var recipients: [String]?

    /// Reads the wire format of protocol buffers; nil for what is none.
    init?(_ bytes: [UInt8]) {
        var reader = FieldReader(bytes: bytes[...])
        while !reader.bytes.isEmpty {
            guard let (number, value) = reader.next() else { return nil }
            take(number, value)
        }
    }

    private mutating func take(_ number: UInt64, _ value: FieldReader.Value) {
        switch (number, value) {
        case (1, .fixed(let bits)): version = Float(bitPattern: bits)
        case (2, .bytes(let bytes)): id = String(decoding: bytes, as: UTF8.self)
        case (3, .number(let kind)):
            type = [0: "SERVER_ACK", 1: "CLIENT_ACK", 2: "MESSAGE", 3: "NOTIFICATION", 10: "CUSTOM"][kind]
        case (4, .number(let word)): channel = [1: "INDIVIDUAL", 2: "GROUP", 10: "OTHER"][word]
        case (5, .number(let flag)): ephemeral = flag != 0
        case (6, .bytes(let bytes)): source = String(decoding: bytes, as: UTF8.self)
        case (7, .bytes(let bytes)): destination = String(decoding: bytes, as: UTF8.self)
        case (8, .bytes(let bytes)): content = Data(bytes).base64EncodedString()
        case (9, .number(let time)): timestamp = String(time)
        case (10, .bytes(let bytes)): take(entry: bytes)
        case (11, .bytes(let bytes)): recipients = (recipients ?? []) + [String(decoding: bytes, as: UTF8.self)]
        default: break
        }
    }

    private mutating func take(entry: ArraySlice<UInt8>) {
        var reader = FieldReader(bytes: entry)
        guard case (1, .bytes(let key))? = reader.next(), case (2, .bytes(let value))? = reader.next() else { return }
        meta = meta ?? [:]
        meta?[String(decoding: key, as: UTF8.self)] = String(decoding: value, as: UTF8.self)
    }
}

/// Takes protobuf fields off the front of some bytes.
private struct FieldReader {
    enum Value {
        case number(UInt64)
        case fixed(UInt32)
        case bytes(ArraySlice<UInt8>)
    }

    var bytes: ArraySlice<UInt8>

    mutating func next() -> (UInt64, Value)? {
        guard let key = varint() else { return nil }
        switch key & 7 {
        case 0: return varint().map { (key >> 3, .number($0)) }
        case 2:
            guard let count = varint(), count <= bytes.count else { return nil }
            return (key >> 3, .bytes(take(Int(count))))
        case 5 where bytes.count >= 4:
            let bits = take(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            return (key >> 3, .fixed(bits))
        default: return nil
        }
    }

    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8> {
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count)
    }
}
