import Terminal

/// The words for colours and attributes that theme files use.
nonisolated struct ColorNames: Sendable {
    /// The names that a file's `[palette]` adds.
    var own: [String: Color] = [:]

    /// The terminal's own sixteen, in their order, and two usual second names.
    private static let indexed: [String: UInt8] = {
        let plain = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
        var names: [String: UInt8] = ["gray": 8, "grey": 8]
        for (index, name) in plain.enumerated() {
            names[name] = UInt8(index)
            names["bright-" + name] = UInt8(index + 8)
        }
        return names
    }()

    static let attributes: [String: Style.Attributes] = [
        "bold": .bold, "dim": .dim, "italic": .italic, "underline": .underline, "reverse": .reverse,
    ]

    /// Every name, for suggestions.
    var names: [String] { Array(own.keys) + Array(Self.indexed.keys) + ["default"] }

    func color(_ text: String) -> Color? {
        if let color = own[text] { return color }
        if text == "default" { return .standard }
        if let index = Self.indexed[text] ?? UInt8(text) { return .indexed(index) }
        return Self.hexadecimal(text)
    }

    /// `#rrggbb`.
    private static func hexadecimal(_ text: String) -> Color? {
        let digits = text.dropFirst()
        guard text.first == "#", digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit),
            let value = UInt32(digits, radix: 16)
        else { return nil }
        return .rgb(
            red: UInt8(value >> 16), green: UInt8(truncatingIfNeeded: value >> 8),
            blue: UInt8(truncatingIfNeeded: value))
    }
}
