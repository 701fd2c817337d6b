/// Text that somebody may send to do harm to a terminal or to deceive who looks at it: the corpus that runs over every
/// surface. Source: reliability page, "Terminal injection".
package enum EscapeCorpus {
    /// One hostile text, as bytes, since some of it is no UTF-8.
    package struct Case: Hashable, Sendable, CustomStringConvertible {
        package var description: String
        package var bytes: [UInt8]

        /// As it comes out of a decoder that mends what is no UTF-8.
        package var text: String { String(decoding: bytes, as: UTF8.self) }
        /// Whether it is small enough to be one of many.
        package var isShort: Bool { bytes.count <= 2_000 }

        init(_ description: String, _ bytes: [UInt8]) {
            self.description = description
            self.bytes = bytes
        }

        init(_ description: String, _ text: String) {
            self.init(description, Array(text.utf8))
        }
    }

    /// Every case; more than 400.
    package static let all: [Case] = [
        controls, overstrikes, escapes, controlSequences, commands, deviceStrings, endless, encodings, directions,
        invisible, shapes, deceptions,
    ].flatMap(\.self)

    /// Those that are whole UTF-8, so that they reach a store as they are.
    package static let texts = all.filter { String(validating: $0.bytes, as: UTF8.self) != nil }

    static func hex(_ value: UInt32) -> String {
        String(value, radix: 16, uppercase: true)
    }

    // MARK: Controls

    /// All of C0 and DEL, and C1 both as lone bytes and as UTF-8 has them.
    private static let controls: [Case] = {
        var cases: [Case] = []
        for byte in Array(UInt8(0)...0x1F) + [0x7F] {
            cases.append(Case("C0 \(hex(UInt32(byte)))", [0x61, byte, 0x62]))
        }
        for byte in UInt8(0x80)...0x9F {
            cases.append(Case("C1 byte \(hex(UInt32(byte)))", [0x61, byte, 0x62]))
            cases.append(Case("C1 character \(hex(UInt32(byte)))", [0x61, 0xC2, byte, 0x62]))
        }
        return cases
    }()

    private static let overstrikes = [
        Case("backspace overstrike", "safe\u{8}\u{8}\u{8}\u{8}evil"), Case("return overstrike", "safe\revil"),
        Case("NUL in a word", "sa\u{0}fe"), Case("bells", String(repeating: "\u{7}", count: 50)),
    ]

    /// Two-byte escapes: reset, save, restore, character sets, keypad, shifts.
    private static let escapes: [Case] = {
        let finals: [String] = [
            "c", "7", "8", "=", ">", "D", "E", "H", "M", "N", "O", "Z", "l", "m", "n", "o", "|", "}", "~", "#8", "%G",
            "%@", "(0", ")0", "*0", "+0", "(B", " F", " G", "6", "9", "V", "W",
        ]
        return finals.map { Case("ESC \($0)", "a\u{1B}\($0)b") }
    }()

    /// Cursor, erasing, modes, colours, questions, by both introducers.
    private static let controlSequences: [Case] = {
        let bodies: [String] = [
            "A", "B", "5C", "D", "E", "F", "G", "1;1H", "2;2f", "J", "2J", "3J", "K", "2K", "L", "M", "P", "S", "T",
            "X", "Z", "c", ">c", "=c", "5n", "6n", "?6n", "?15n", "?1049h", "?1000h", "?1002h", "?1003h", "?1006h",
            "?2004h", "?2004l", "?25l", "?7l", "?5h", "?47h", "?1h", "?2026h", "4h", "20h", "0m", "31m", "7m", "8m",
            "38;2;1;2;3m", "14t", "18t", "21t", "22;0t", "8;1;1t", "3;0;0t", "s", "u", "!p", "?12$p", "0\"q", "1 q",
            "3g", "2i", "5i", "?5W", "0;0r", "1;2r", ">4;1m", ">1u", "?u", "x", "1'{", "\u{18}31m", "31\u{1A}m",
        ]
        return bodies.flatMap { body in
            [Case("CSI \(body)", "a\u{1B}[\(body)b"), Case("C1 CSI \(body)", "a\u{9B}\(body)b")]
        }
    }()

    // MARK: Strings

    /// Titles, links, clipboards, colours, notifications, images; each with each terminator.
    private static let commands: [Case] = {
        let bodies: [String] = [
            "0;title", "1;icon", "2;title", "4;1;?", "7;file:///etc/passwd", "8;;https://evil.example",
            "9;notification", "10;?", "11;?", "12;?", "52;c;ZXZpbA==", "52;c;?", "104", "110", "133;A",
            "777;notify;a;b", "1337;File=name=eA==:eA==", "1337;RequestAttention=yes", "50;?", "L", "l",
        ]
        return bodies.flatMap { body in
            [
                Case("OSC \(body) BEL", "a\u{1B}]\(body)\u{7}b"), Case("OSC \(body) ST", "a\u{1B}]\(body)\u{1B}\\b"),
                Case("OSC \(body) C1 ST", "a\u{1B}]\(body)\u{9C}b"), Case("C1 OSC \(body)", "a\u{9D}\(body)\u{9C}b"),
            ]
        }
    }()

    /// Images, questions, a way through tmux, and the strings that nobody shows.
    private static let deviceStrings: [Case] = {
        let bodies: [String] = ["q#0;2;0;0;0#0~~@@", "$qm", "+q544e", "tmux;\u{1B}\u{1B}[c", "1$r0m", "=1s"]
        var cases: [Case] = bodies.flatMap { body in
            [Case("DCS \(body)", "a\u{1B}P\(body)\u{1B}\\b"), Case("C1 DCS \(body)", "a\u{90}\(body)\u{9C}b")]
        }
        let others: [(String, String, String)] = [
            ("APC", "_", "\u{9F}"), ("PM", "^", "\u{9E}"), ("SOS", "X", "\u{98}"),
        ]
        for (name, letter, single) in others {
            cases.append(Case(name, "a\u{1B}\(letter)Gf=100;eA==\u{1B}\\b"))
            cases.append(Case("C1 \(name)", "a\(single)Gf=100;eA==\u{9C}b"))
        }
        return cases
    }()

    /// What a terminal would swallow for ever, and what never ends on a screen.
    private static let endless: [Case] = {
        let rest = String(repeating: "x", count: 64 << 10)
        let openings: [String] = ["]0;", "P", "_", "^", "X"]
        return openings.map { Case("endless ESC \($0)", "\u{1B}" + $0 + rest) } + [
            Case("endless CSI", "\u{1B}[" + String(repeating: "1;", count: 32 << 10)),
            Case("a word of a mebibyte", String(repeating: "w", count: 1 << 20)),
            Case("ten thousand lines", String(repeating: "\n", count: 10_000)),
        ]
    }()

    // MARK: Encodings

    /// Overlong, truncated and impossible UTF-8.
    private static let encodings: [Case] = {
        let sequences: [[UInt8]] = [
            [0xC0, 0x80], [0xC0, 0x9B], [0xC1, 0x9B], [0xE0, 0x80, 0x9B], [0xE0, 0x82, 0x9B],
            [0xF0, 0x80, 0x80, 0x9B], [0xF0, 0x80, 0x82, 0x9B], [0xF8, 0x80, 0x80, 0x80, 0x9B],
            [0xFC, 0x80, 0x80, 0x80, 0x80, 0x9B], [0xC2], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xED, 0xA0, 0x80],
            [0xED, 0xB0, 0x80], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFE], [0xFF],
            [0xFF, 0xFE, 0x1B, 0x00], [0xC2, 0x1B, 0x5B, 0x63], [0xE2, 0x1B, 0x5B, 0x36, 0x6E],
            [0x80, 0x80, 0x9B, 0x63],
        ]
        return sequences.map { bytes in
            Case("bytes " + bytes.map { hex(UInt32($0)) }.joined(separator: " "), [0x61] + bytes + [0x62])
        }
    }()
}
