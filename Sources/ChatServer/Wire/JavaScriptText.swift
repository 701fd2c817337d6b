import ChatWire

/// How JavaScript turns a value into text, because that is what the real servers do to the head keys they do not know.
enum JavaScriptText {
    static func of(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): String(integer)
        case .decimal(let digits): digits
        case .string(let string): string
        case .array(let elements): elements.map { $0 == .null ? "" : of($0) }.joined(separator: ",")
        case .object: "[object Object]"
        }
    }
}
