/// What can be typed into the box instead of a message.
enum SlashCommand: String, CaseIterable {
    case quit
    case help
    case find
    case redraw
    case retry
    case outbox
    case group
    case members
    case add
    case remove
    case leave
    case rename

    /// What the box's text asks for.
    enum Reading: Hashable {
        case message(String)
        /// The command with what follows it.
        case command(SlashCommand, String)
        /// A word after the slash that is no command.
        case unknown(String)
    }

    /// `/word` and `:quit` alone in the box are commands, and `/word text` is one when the command takes a text; `//text`
    /// is the message `/text`; everything else is a message.
    static func read(_ text: String) -> Reading {
        if text.hasPrefix("//") { return .message(String(text.dropFirst())) }
        let trimmed = text.trimmed
        if trimmed == ":quit" || trimmed == ":q" { return .command(.quit, "") }
        guard trimmed.first == "/" else { return .message(text) }
        let word = trimmed.dropFirst().prefix { $0.isASCII && $0.isLetter }
        let rest = trimmed[word.endIndex...]
        guard !word.isEmpty else { return .message(text) }
        guard !rest.isEmpty else { return command(String(word)).map { .command($0, "") } ?? .unknown(trimmed) }
        guard let command = command(String(word)), command.argument != nil, rest.first == " ",
            !rest.contains(where: \.isNewline)
        else { return .message(text) }
        return .command(command, String(rest).trimmed)
    }

    static func command(_ word: String) -> SlashCommand? {
        word == "q" ? .quit : SlashCommand(rawValue: word)
    }

    /// What may follow the command; nil for nothing.
    enum Argument: Hashable {
        /// Somebody's name or number.
        case person
        case groupName
        /// A text of any kind.
        case text
    }

    var argument: Argument? {
        switch self {
        case .add, .remove: .person
        case .group: .groupName
        case .rename: .text
        case .quit, .help, .find, .redraw, .retry, .outbox, .members, .leave: nil
        }
    }

    static let legend: [(String, String)] = [
        ("/quit, :quit", "quit"), ("/help", "this help"), ("/find", "find a chat, contact or group"),
        ("/redraw", "repaint the screen"), ("/outbox", "what waits to be sent"),
        ("/retry", "send what waits now, without waiting for the next attempt"),
        ("/group [name]", "new group"), ("/members", "the group's members"),
        ("/add [name]", "add people to the group"), ("/remove [name]", "remove somebody from the group"),
        ("/leave", "leave the group"), ("//text", "send a text that begins with a slash"),
    ]
}
