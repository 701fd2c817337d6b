/// What can be typed into the box instead of a message.
enum SlashCommand: String, CaseIterable {
    case quit
    case help
    case find
    case redraw
    case retry

    /// What the box's text asks for.
    enum Reading: Hashable {
        case message(String)
        case command(SlashCommand)
        /// A word after the slash that is no command.
        case unknown(String)
    }

    /// `/word` and `:quit` alone in the box are commands; `//text` is the message `/text`; everything else is a message.
    static func read(_ text: String) -> Reading {
        if text.hasPrefix("//") { return .message(String(text.dropFirst())) }
        let trimmed = text.trimmed
        if trimmed == ":quit" || trimmed == ":q" { return .command(.quit) }
        let word = trimmed.dropFirst()
        guard trimmed.first == "/", !word.isEmpty, word.allSatisfy({ $0.isASCII && $0.isLetter }) else {
            return .message(text)
        }
        return command(String(word)).map { .command($0) } ?? .unknown(trimmed)
    }

    static func command(_ word: String) -> SlashCommand? {
        word == "q" ? .quit : SlashCommand(rawValue: word)
    }

    static let legend: [(String, String)] = [
        ("/quit, :quit", "quit"), ("/help", "this help"), ("/find", "find a chat, contact or group"),
        ("/redraw", "repaint the screen"),
        ("/retry", "send what waits now, without waiting for the next attempt"),
        ("//text", "send a text that begins with a slash"),
    ]
}
