import ChatModel
import Terminal

/// How the people of a timeline are named.
extension TimelineState {
    /// The full name, or the number as people write it.
    func name(of user: UserID) -> String {
        if let name = names[user], name != user.rawValue { return name }
        return NumberText.spaced(user.rawValue)
    }

    /// The name for the narrow column: the first word of it when nobody else here has the same, or the end of a number.
    func shortName(of user: UserID) -> String {
        guard let name = names[user], name != user.rawValue else { return NumberText.tail(user.rawValue) }
        let first = Self.firstWord(name)
        let isShared = conversation.isGroup && names.contains { $0.key != user && Self.firstWord($0.value) == first }
        return isShared ? name : first
    }

    /// The name for a row above a message: short when it is a name, whole when it is a number.
    func headerName(of user: UserID) -> String {
        guard let name = names[user], name != user.rawValue else { return name(of: user) }
        return shortName(of: user)
    }

    /// Columns for the names of everybody seen so far in this chat.
    func nameColumns(isWide: Bool) -> Int {
        let firstWords = names.values.map { Self.firstWord($0) }
        let shared = Dictionary(firstWords.map { ($0, 1) }, uniquingKeysWith: +).filter { $0.value > 1 }
        let widest = names.map { user, name in
            if name == user.rawValue { return NumberText.tail(name).count }
            let first = Self.firstWord(name)
            let isShared = conversation.isGroup && shared[first] != nil
            return TextCells.columns(of: isShared ? name : first)
        }.max()
        return max(4, min(widest ?? 0, isWide ? 14 : 10))
    }

    /// Takes names over; whoever speaks and has none is called by number, which has to fit into the column too.
    mutating func takeNames(of page: TimelinePage) {
        names.merge(page.names) { $1 }
        for sender in Set(page.messages.map(\.sender)) where names[sender] == nil && sender != me {
            names[sender] = sender.rawValue
        }
    }

    private static func firstWord(_ name: String) -> String {
        name.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? name
    }
}
