import ChatModel
import Terminal

/// What a notification says: harmless text, whatever a message held.
nonisolated struct NotificationText: Equatable, Sendable {
    /// One line.
    var title: String
    var body: String
    /// The conversation's title; empty when there are several.
    var chat: String
    /// How many messages it stands for.
    var count: Int

    /// The longest body, in characters.
    private static let limit = 240

    /// What came in one conversation.
    struct News: Equatable, Sendable {
        var conversation: Conversation
        var count: Int
        /// The last of them, and the name of who wrote it.
        var newest: MessageBody
        var sender: String
    }

    /// - Parameter news: at least one.
    init(_ news: [News], showsText: Bool) {
        count = news.reduce(0) { $0 + $1.count }
        guard let only = news.first, news.count == 1 else {
            title = "Vartalap"
            body = "\(count) new messages in \(news.count) chats"
            chat = ""
            return
        }
        chat = Self.line(only.conversation.title)
        let sender = Self.line(only.sender)
        if count > 1 {
            title = chat
            body = "\(count) new messages"
        } else {
            title = only.conversation.isGroup ? "\(sender) in \(chat)" : sender
            body = showsText ? Self.text(PlainText.body(only.newest)) : "New message"
        }
    }

    /// The body for a command that reads it as markup.
    var markup: String {
        body.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.append(character)
            }
        }
    }

    private static func line(_ text: String) -> String {
        let line = TextCells.harmless(text)
        return line.count > 80 ? line.prefix(80) + "…" : line
    }

    private static func text(_ text: String) -> String {
        // Cut first: the rest of a long text is nobody's work.
        let cut = text.count > limit ? text.prefix(limit) + "…" : text
        return TextCells.harmless(String(cut), keepingLines: true)
    }
}
