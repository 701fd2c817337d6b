package import ChatModel

/// Something that waits for yes or no in the status line.
package enum Question: Hashable, Sendable {
    /// Many lines were pasted: send at once, drop, or put into the box?
    case paste(String)
    case quit
    case remove(UserID, name: String, from: Conversation)
    /// Leave a group, which may be without an admin for ever then.
    case leave(Conversation, losesItsAdmin: Bool)
    /// Take a message back that has not left; what becomes of its text is part of the question.
    case cancel(MessageReference, text: String)
    /// Try everything again, what was refused too.
    case retryAll(parked: Int)

    /// - Parameter keepsText: whether the text of a cancelled message goes back into the box.
    func text(keepsText: Bool) -> String {
        switch self {
        case .paste(let text):
            return "Send \(NumberText.grouped(Self.lines(of: text))) lines as one message? Enter / Esc / e edit"
        case .quit:
            return "Quit vartalap? Enter / Esc"
        case .remove(_, let name, let conversation):
            return "Remove \(name) from \(conversation.title)? Enter / Esc"
        case .leave(let conversation, let losesItsAdmin):
            let end = losesItsAdmin ? "It will have no admin." : "You can still read it, but no longer write to it."
            return "Leave \(conversation.title)? \(end) Enter / Esc"
        case .cancel(_, let text):
            let end = keepsText ? "Its text goes back into the box." : "The box is in use, so its text is dropped."
            return "Take back \"\(Self.excerpt(text))\"? \(end) Enter / Esc"
        case .retryAll(let parked):
            let messages = parked == 1 ? "1 message that was refused" : "\(NumberText.grouped(parked)) refused messages"
            return "Try everything again, \(messages) too? Enter / Esc"
        }
    }

    /// Pastes of more lines ask first.
    static let pasteLines = 5

    /// Lines of a text, a last line break not counted as one more.
    static func lines(of text: String) -> Int {
        let breaks = text.count { $0.isNewline }
        return text.last?.isNewline == true ? breaks : breaks + 1
    }

    /// The beginning of a text, enough to know it again.
    private static func excerpt(_ text: String) -> String {
        let line = text.prefix { !$0.isNewline }
        return line.count > 30 || line.count < text.count ? "\(line.prefix(28)).." : String(line)
    }
}
