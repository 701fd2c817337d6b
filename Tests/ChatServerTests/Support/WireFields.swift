import Foundation

/// A protobuf message as its bare fields, read without knowing what they mean: for comparing what two writers wrote.
struct WireFields: Hashable, CustomStringConvertible {
    /// A field's number, and its value as text: a number in decimal, bytes as UTF-8 or, failing that, in base 64.
    struct Field: Hashable {
        var number: UInt64
        var value: String
    }

    private(set) var fields: [Field] = []

    /// nil for what is no message.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let tag = Self.varint(&rest) else { return nil }
            let length: Int
            switch tag & 7 {
            case 0:
                guard let value = Self.varint(&rest) else { return nil }
                fields.append(Field(number: tag >> 3, value: String(value)))
                continue
            case 1: length = 8
            case 5: length = 4
            case 2:
                guard let count = Self.varint(&rest), count <= UInt64(rest.count) else { return nil }
                length = Int(count)
            default: return nil
            }
            guard length <= rest.count else { return nil }
            let value = Array(rest.prefix(length))
            rest = rest.dropFirst(length)
            let text = tag & 7 == 2 ? String(validating: value, as: UTF8.self) : nil
            fields.append(Field(number: tag >> 3, value: text ?? Data(value).base64EncodedString()))
        }
    }

    subscript(_ number: UInt64) -> [String] {
        fields.filter { $0.number == number }.map(\.value)
    }

    var description: String {
        fields.map { "\($0.number)=\($0.value)" }.joined(separator: " ")
    }

    private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}
