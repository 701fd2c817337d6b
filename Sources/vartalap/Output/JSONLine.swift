/// One object of the `--json` output, version 1: a line whose fields keep the order in which they were added.
///
/// Source: cli page, "Output". Fields may be added within a version, never renamed.
nonisolated struct JSONLine: Sendable {
    private var fields: [String] = ["\"v\":1"]

    /// - Parameter operation: what the line reports on; `send`, `received`, `chat`.
    init(_ operation: String) {
        add("op", operation)
    }

    /// The nested object of a field: no version, no operation.
    private init() {
        fields = []
    }

    /// The line without its newline.
    var text: String { "{" + fields.joined(separator: ",") + "}" }

    /// Adds a text field; nil adds nothing.
    mutating func add(_ name: String, _ value: String?) {
        guard let value else { return }
        fields.append("\(Self.quoted(name)):\(Self.quoted(value))")
    }

    mutating func add(_ name: String, _ value: Bool) {
        fields.append("\(Self.quoted(name)):\(value)")
    }

    /// Adds a whole number; nil adds nothing.
    mutating func add(_ name: String, _ value: Int64?) {
        guard let value else { return }
        fields.append("\(Self.quoted(name)):\(value)")
    }

    mutating func add(_ name: String, _ values: [String]) {
        fields.append("\(Self.quoted(name)):[\(values.map(Self.quoted).joined(separator: ","))]")
    }

    /// Adds a nested object that `fill` fills.
    mutating func add(_ name: String, _ fill: (inout JSONLine) -> Void) {
        var nested = JSONLine()
        fill(&nested)
        fields.append("\(Self.quoted(name)):\(nested.text)")
    }

    /// `text` as a JSON string. Control characters, C1 and line separators included, and what turns the direction of
    /// writing are escaped, so that a line is a line and nothing that a terminal obeys gets through.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where mustEscape(scalar):
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// All of these lie in the Basic Multilingual Plane, so four hex digits do.
    private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}
