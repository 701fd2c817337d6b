/// What can be seen of a message without knowing the server's design: enough to tell acknowledgements from the rest and
/// to name a frame in a log.
package struct FrameGlance: Hashable, Sendable {
    /// The message's id.
    package var id: String?
    /// The content type or action that the frame names, such as `SERVER_ACK`.
    package var type: String?

    /// Whether this acknowledges something to a sender or to a server; receipts of users do not count.
    package var isAcknowledgement: Bool {
        type == "SERVER_ACK" || type == "CLIENT_ACK" || type == "ack"
    }

    package init(_ payload: [UInt8], isText: Bool) {
        if isText {
            id = Self.string(named: ["id", "msgId"], in: payload)
            let named = Self.string(named: ["contentType", "type"], in: payload)
            type = Self.string(named: ["action"], in: payload) == "ack" ? "ack" : named
        } else {
            readProtobuf(payload)
        }
    }

    /// The value of the first JSON member with one of these names whose value is a string; names are tried in order.
    private static func string(named names: [String], in payload: [UInt8]) -> String? {
        for name in names {
            let member = Array("\"\(name)\"".utf8)
            var rest = payload[...]
            while let found = rest.firstRange(of: member) {
                rest = rest[found.upperBound...]
                var value = rest.drop { $0 == UInt8(ascii: " ") }
                guard value.popFirst() == UInt8(ascii: ":") else { continue }
                value = value.drop { $0 == UInt8(ascii: " ") }
                guard value.popFirst() == UInt8(ascii: "\"") else { continue }
                return String(decoding: value.prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
            }
        }
        return nil
    }

    /// Fields 2 (the id) and 3 (the type) of the binary form; anything else makes a frame without both.
    private mutating func readProtobuf(_ payload: [UInt8]) {
        var rest = payload[...]
        while let tag = Self.varint(&rest) {
            switch (tag >> 3, tag & 7) {
            case (3, 0):
                let names: [UInt64: String] = [0: "SERVER_ACK", 1: "CLIENT_ACK", 2: "MESSAGE", 3: "NOTIFICATION"]
                type = Self.varint(&rest).map { names[$0] ?? "CUSTOM" }
            case (_, 0):
                guard Self.varint(&rest) != nil else { return }
            case (let field, 2):
                guard let length = Self.varint(&rest), length <= UInt64(rest.count) else { return }
                if field == 2 { id = String(decoding: rest.prefix(Int(length)), as: UTF8.self) }
                rest = rest.dropFirst(Int(length))
            case (_, 1): rest = rest.dropFirst(8)
            case (_, 5): rest = rest.dropFirst(4)
            default: return
            }
        }
    }

    private static func varint(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }
}
