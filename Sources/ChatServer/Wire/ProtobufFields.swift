/// Reads protobuf's wire format field by field. Total: what is no message ends in `FrameRefusal`.
struct ProtobufFields: Sendable {
    enum Value: Hashable, Sendable {
        case varint(UInt64)
        case fixed32(UInt32)
        case fixed64(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    struct Field: Hashable, Sendable {
        var number: UInt64
        var value: Value
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    /// The next field; nil at the end.
    mutating func next() throws(FrameRefusal) -> Field? {
        guard !rest.isEmpty else { return nil }
        let tag = try varint()
        let value: Value =
            switch tag & 7 {
            case 0: .varint(try varint())
            case 1: .fixed64(try fixed(8))
            case 2: .bytes(try take(try varint()))
            case 5: .fixed32(UInt32(truncatingIfNeeded: try fixed(4)))
            default: throw .invalid("wire type")
            }
        return Field(number: tag >> 3, value: value)
    }

    private mutating func varint() throws(FrameRefusal) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = rest.popFirst() else { break }
            value |= UInt64(byte & 0x7F) << shift
            guard byte >= 0x80 else { return value }
        }
        throw .invalid("varint")
    }

    private mutating func fixed(_ count: UInt64) throws(FrameRefusal) -> UInt64 {
        try take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func take(_ count: UInt64) throws(FrameRefusal) -> ArraySlice<UInt8> {
        guard count <= UInt64(rest.count) else { throw .invalid("length") }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }
}

/// Writes protobuf's wire format.
struct ProtobufOutput: Sendable {
    private(set) var data: [UInt8] = []

    mutating func varint(_ number: UInt64, _ value: UInt64) {
        append(number << 3)
        append(value)
    }

    mutating func fixed32(_ number: UInt64, _ value: UInt32) {
        append(number << 3 | 5)
        for shift in stride(from: UInt32(0), to: 32, by: 8) { data.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    mutating func bytes(_ number: UInt64, _ value: [UInt8]) {
        append(number << 3 | 2)
        append(UInt64(value.count))
        data += value
    }

    mutating func text(_ number: UInt64, _ value: String) {
        bytes(number, Array(value.utf8))
    }

    private mutating func append(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            data.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        data.append(UInt8(rest))
    }
}
