import Terminal

/// Random numbers that are the same in every run, so that a failing case can be run again (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension SeededGenerator {
    /// Pieces that have broken terminals and editors, beside plain words.
    private static let pieces = [
        "a", "word", "longer-word", " ", "  ", "\t", "\n", "\r\n", "é", "e\u{301}", "\u{301}", "\u{200B}", "\u{200D}",
        "你", "好", "한국", "न", "म", "स्ते", "क्षि", "ि", "👍🏽", "👨‍👩‍👧‍👦", "❤️", "🏽", "🇮", "🇳", "\u{1B}[31m", "\u{0}", "\u{85}",
        "\u{202E}", "\u{FE0F}", "ᄀ", "ᅡ", "https://example.org/a/very/long/path", "\u{2028}", "؀", "\u{E0041}",
    ]

    /// A text of up to `count` such pieces.
    mutating func text(upTo count: Int) -> String {
        (0..<Int.random(in: 0...count, using: &self)).map { _ in
            Self.pieces.randomElement(using: &self) ?? ""
        }.joined()
    }
}
