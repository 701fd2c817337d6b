/// Something that waits for yes or no in the status line.
package enum Question: Hashable, Sendable {
    /// Many lines were pasted: send at once, drop, or put into the box?
    case paste(String)
    case quit

    var text: String {
        switch self {
        case .paste(let text):
            "Send \(NumberText.grouped(Self.lines(of: text))) lines as one message? Enter / Esc / e edit"
        case .quit: "Quit vartalap? Enter / Esc"
        }
    }

    /// Pastes of more lines ask first.
    static let pasteLines = 5

    /// Lines of a text, a last line break not counted as one more.
    static func lines(of text: String) -> Int {
        let breaks = text.count { $0.isNewline }
        return text.last?.isNewline == true ? breaks : breaks + 1
    }
}
