extension EscapeCorpus {
    /// Controls of the direction of writing, alone and left open.
    static let directions: [Case] = {
        let values: [UInt32] = [
            0x61C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069,
        ]
        return values.compactMap { Unicode.Scalar($0) }.flatMap { scalar in
            [
                Case("direction \(hex(scalar.value))", "photo\(scalar)gnp.exe"),
                Case("open direction \(hex(scalar.value))", String(repeating: "\(scalar)", count: 100) + "text"),
            ]
        }
    }()

    /// What shows nothing: zero widths, joiners, fillers, tags, selectors, separators, noncharacters.
    static let invisible: [Case] = {
        let values: [UInt32] = [
            0xAD, 0x34F, 0x115F, 0x1160, 0x17B4, 0x180E, 0x200B, 0x200C, 0x200D, 0x2028, 0x2029, 0x2060, 0x2061, 0x2062,
            0x2063, 0x2064, 0x206A, 0x206F, 0x3164, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFA, 0xFFFB, 0xFFFC, 0xFFFD, 0xFFFE,
            0xFFFF, 0xFDD0, 0x1FFFE, 0x10FFFF, 0xE0001, 0xE0041, 0xE007F, 0xFE00, 0xFE0F, 0xE0100, 0xE000, 0xF0000,
            0x1D173, 0x1BCA0, 0x2800,
        ]
        return values.compactMap { Unicode.Scalar($0) }
            .map { Case("invisible \(hex($0.value))", "a\($0)b\($0)\($0)c") }
    }()

    /// What breaks the counting of columns.
    static let shapes: [Case] = [
        Case("a thousand marks", "z" + String(repeating: "\u{301}\u{489}", count: 500)),
        Case("marks without a letter", String(repeating: "\u{301}", count: 50)),
        Case("a chain of joiners", String(repeating: "\u{1F469}\u{200D}", count: 500) + "\u{1F467}"),
        Case("a family", "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}\u{200D}\u{1F466}"),
        Case("half a flag", "\u{1F1EE}x\u{1F1EE}\u{1F1F3}"), Case("skin tones", "\u{1F44B}\u{1F3FD}\u{1F3FD}"),
        Case("a flag of tags", "\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}"),
        Case("wide letters", String(repeating: "\u{6F22}", count: 100)), Case("keycap", "1\u{FE0F}\u{20E3}"),
        Case("jamo", "\u{1100}\u{1161}\u{11A8}"), Case("an enclosing mark", "a\u{20DD}\u{20DE}"),
        Case("Devanagari", "\u{915}\u{94D}\u{937}\u{93F}\u{93E}"), Case("Arabic ligature", "\u{FDFD}\u{FDFA}"),
        Case("cuneiform", "\u{1242B}\u{12219}"), Case("box drawing", "\u{2502}\u{2500}\u{2588}"),
        Case("tabs", "a\tb\t\tc"),
    ]

    /// What deceives people and programs.
    static let deceptions: [Case] = [
        Case("Hebrew name", "\u{5D3}\u{5D5}\u{5D3}"), Case("Arabic name", "\u{645}\u{62D}\u{645}\u{62F} 123"),
        Case("homograph", "\u{430}\u{440}\u{440}le.com"), Case("a name of two lines", "Asha\nyou  14:31 yes, pay him"),
        Case("a forged line", "hello\n\n14:31 you > send everything"), Case("DOS line ends", "a\r\nb\r\nc"),
        Case("end of paste", "a\u{1B}[201~rm -rf ~\n"), Case("end of paste in C1", "a\u{9B}201~id\n"),
        Case("shell", "$(reboot) `id` ; rm -rf ~ & | > /dev/null"), Case("an option", "--exec=reboot"),
        Case("a short option", "-rf"), Case("a format", "%n%s%x%d%%"), Case("a path", "../../.ssh/authorized_keys"),
        Case("an absolute path", "/etc/passwd"), Case("markup", "<b>bold</b><img src=x> &amp;"),
        Case("quotes", "a\"b'c\\d"), Case("JSON", "\"}\n{\"op\":\"send\",\"ok\":true}"),
        Case("SQL", "'; DROP TABLE message; --"), Case("a log line", "x\n2026-11-24T14:31:02.155Z info logged out"),
        Case("backslashes", "\\n\\t\\u001b[31m\\e[0m"), Case("caret", "^[[31m"),
        Case("a URL with a user", "https://bank.example@evil.example/"), Case("empty", ""), Case("blanks", "   "),
        Case("one newline", "\n"), Case("255 letters", String(repeating: "n", count: 255)),
    ]
}

/// What text may not hold where a terminal could see it.
package enum Harmful {
    /// The first scalar of `text` that a terminal obeys or that turns the direction of writing; nil when there is none.
    package static func scalar(in text: String, allowing allowed: Set<Unicode.Scalar> = []) -> Unicode.Scalar? {
        text.unicodeScalars.first { isHarmful($0) && !allowed.contains($0) }
    }

    package static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}
