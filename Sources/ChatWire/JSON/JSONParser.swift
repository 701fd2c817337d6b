/// What a JSON text may cost; beyond it parsing stops with the fact.
package struct JSONLimits: Hashable, Sendable {
    /// Bytes of UTF-8.
    package var bytes: Int
    /// Levels of arrays and objects.
    package var depth: Int
    /// Values of every kind, counted together.
    package var values: Int

    package init(bytes: Int, depth: Int, values: Int) {
        self.bytes = bytes
        self.depth = depth
        self.values = values
    }

    /// Room for the largest replay frame of any design, a tenth of what would hurt.
    package static let standard = JSONLimits(bytes: 16 << 20, depth: 32, values: 500_000)
}

extension JSONValue {
    /// Parses one JSON text (RFC 8259) and nothing after it.
    ///
    /// Total: every text gives a value or an error. An escaped surrogate without its partner, which no Swift string
    /// can hold, becomes U+FFFD.
    ///
    /// - Throws: `WireError.notJSON`, `.tooDeep`, `.tooLarge` or `.tooManyValues`.
    package static func parse(_ text: String, limits: JSONLimits = .standard) throws(WireError) -> JSONValue {
        guard text.utf8.count <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
        var parser = JSONParser(bytes: Array(text.utf8), limits: limits)
        return try parser.parseDocument()
    }
}

/// A recursive-descent parser over bytes that are known to be valid UTF-8; its recursion ends at the depth limit.
private struct JSONParser {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var index = 0
    private var valueCount = 0

    init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func parseDocument() throws(WireError) -> JSONValue {
        let value = try parseValue(depth: 0)
        skipWhitespace()
        guard index == bytes.count else { throw .notJSON }
        return value
    }

    private mutating func parseValue(depth: Int) throws(WireError) -> JSONValue {
        valueCount += 1
        guard valueCount <= limits.values else { throw .tooManyValues(limit: limits.values) }
        skipWhitespace()
        switch peek() {
        case UInt8(ascii: "{"): return try parseObject(depth: depth + 1)
        case UInt8(ascii: "["): return try parseArray(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        default: return try parseNumber()
        }
    }

    private mutating func parseObject(depth: Int) throws(WireError) -> JSONValue {
        guard depth <= limits.depth else { throw .tooDeep(limit: limits.depth) }
        index += 1
        var members: [JSONValue.Member] = []
        skipWhitespace()
        if take("}") { return .object(members) }
        repeat {
            skipWhitespace()
            guard peek() == UInt8(ascii: "\"") else { throw .notJSON }
            let name = try parseString()
            skipWhitespace()
            guard take(":") else { throw .notJSON }
            members.append(JSONValue.Member(name, try parseValue(depth: depth)))
            skipWhitespace()
        } while take(",")
        guard take("}") else { throw .notJSON }
        return .object(members)
    }

    private mutating func parseArray(depth: Int) throws(WireError) -> JSONValue {
        guard depth <= limits.depth else { throw .tooDeep(limit: limits.depth) }
        index += 1
        var elements: [JSONValue] = []
        skipWhitespace()
        if take("]") { return .array(elements) }
        repeat {
            elements.append(try parseValue(depth: depth))
            skipWhitespace()
        } while take(",")
        guard take("]") else { throw .notJSON }
        return .array(elements)
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(WireError) -> JSONValue {
        let matches = word.withUTF8Buffer { bytes[index...].starts(with: $0) }
        guard matches else { throw .notJSON }
        index += word.utf8CodeUnitCount
        return value
    }

    // MARK: Numbers

    private mutating func parseNumber() throws(WireError) -> JSONValue {
        let start = index
        let isNegative = take("-")
        let digits = index
        guard skipDigits() > 0 else { throw .notJSON }
        guard bytes[digits] != UInt8(ascii: "0") || index == digits + 1 else { throw .notJSON }
        var isInteger = true
        if take(".") {
            isInteger = false
            guard skipDigits() > 0 else { throw .notJSON }
        }
        if take("e") || take("E") {
            isInteger = false
            _ = take("+") || take("-")
            guard skipDigits() > 0 else { throw .notJSON }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard isInteger, let integer = Int64(text), integer != 0 || !isNegative else { return .decimal(text) }
        return .integer(integer)
    }

    private mutating func skipDigits() -> Int {
        let start = index
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        return index - start
    }

    // MARK: Strings

    private mutating func parseString() throws(WireError) -> String {
        index += 1
        let start = index
        var unescaped: [UInt8]?
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                let string = String(decoding: unescaped.map { $0[...] } ?? bytes[start..<index], as: UTF8.self)
                index += 1
                return string
            case UInt8(ascii: "\\"):
                if unescaped == nil { unescaped = Array(bytes[start..<index]) }
                index += 1
                unescaped?.append(contentsOf: try parseEscape())
            case 0..<0x20:
                throw .notJSON
            default:
                unescaped?.append(byte)
                index += 1
            }
        }
        throw .notJSON
    }

    /// The bytes that the escape behind a backslash stands for.
    private mutating func parseEscape() throws(WireError) -> [UInt8] {
        guard let byte = peek() else { throw .notJSON }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(try parseUnicodeEscape()).utf8)
        default: throw .notJSON
        }
    }

    private mutating func parseUnicodeEscape() throws(WireError) -> Character {
        let first = try parseHexadecimal()
        let highSurrogates: ClosedRange<UInt32> = 0xD800...0xDBFF
        guard highSurrogates.contains(first) else { return character(first) }
        let afterFirst = index
        guard take("\\"), take("u") else {
            index = afterFirst
            return "\u{FFFD}"
        }
        let second = try parseHexadecimal()
        guard (0xDC00...0xDFFF).contains(second) else {
            index = afterFirst
            return "\u{FFFD}"
        }
        return character(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private func character(_ code: UInt32) -> Character {
        Character(Unicode.Scalar(code) ?? "\u{FFFD}")
    }

    private mutating func parseHexadecimal() throws(WireError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw .notJSON }
            code = code << 4 | UInt32(digit)
            index += 1
        }
        return code
    }

    // MARK: Bytes

    private func peek() -> UInt8? {
        index < bytes.count ? bytes[index] : nil
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: scalar) else { return false }
        index += 1
        return true
    }

    private mutating func skipWhitespace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }
}
