import ChatModel
import Foundation
import Terminal

/// Turns stored values into text for pipes and terminals.
nonisolated enum PlainText {
    /// `text` with everything that a terminal would obey replaced by a visible mark: what others wrote must not move the
    /// cursor, set a title or turn the direction of a line. Line breaks stay.
    static func harmless(_ text: String) -> String {
        TextCells.harmless(text, keepingLines: true)
    }

    /// `text` as one column of a tab-separated line: harmless, with newline, tab and backslash written as `\n`, `\t`
    /// and `\\`.
    static func column(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": escaped += "\\n"
            case "\t": escaped += "\\t"
            case "\r": escaped += "\\r"
            case "\\": escaped += "\\\\"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return harmless(escaped)
    }

    /// The instant in RFC 3339, UTC, with milliseconds: `2026-11-24T14:31:02.155Z`.
    static func time(_ time: Timestamp) -> String {
        var seconds = time_t(time.milliseconds / 1000)
        var rest = time.milliseconds % 1000
        if rest < 0 {
            rest += 1000
            seconds -= 1
        }
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func digits(_ value: some BinaryInteger, _ count: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let date = [digits(parts.tm_year + 1900, 4), digits(parts.tm_mon + 1, 2), digits(parts.tm_mday, 2)]
        let clock = [digits(parts.tm_hour, 2), digits(parts.tm_min, 2), digits(parts.tm_sec, 2)]
        return "\(date.joined(separator: "-"))T\(clock.joined(separator: ":")).\(digits(rest, 3))Z"
    }

    /// What a message says, in one string: its text, or a bracketed note for what is none.
    static func body(_ body: MessageBody) -> String {
        switch body {
        case .text(let text):
            text
        case .groupChange(let change):
            "["
                + (change.added.map { "added \($0.rawValue)" } + change.removed.map { "removed \($0.rawValue)" })
                .joined(separator: ", ") + "]"
        case .unsupported(let contentType, _):
            "[unsupported: \(contentType)]"
        }
    }
}
