package import ChatModel
package import Terminal

/// The popup that finds a chat, contact or group.
package struct PickerState: Hashable, Sendable {
    package enum Item: Hashable, Sendable {
        case chat(Conversation)
        /// Somebody who is no contact, by the number that was typed.
        case newChat(UserID)
    }

    package var query = TextInput()
    package private(set) var items: [Item] = []
    package private(set) var selection = 0
    /// What the store found for `query`.
    private var matches: [Conversation] = []

    static let shownItems = 100

    init(recent: [ConversationSummary]) {
        refresh(recent: recent)
    }

    package var selected: Item? {
        items.indices.contains(selection) ? items[selection] : nil
    }

    /// The query changed: what is at hand is shown until the store has answered.
    mutating func queryChanged(recent: [ConversationSummary]) -> [AppEffect] {
        matches = []
        selection = 0
        refresh(recent: recent)
        return [.searchConversations(query.text.trimmed)]
    }

    mutating func take(_ found: [Conversation], for query: String, recent: [ConversationSummary]) {
        guard query == self.query.text.trimmed else { return }
        matches = found
        let old = selected
        refresh(recent: recent)
        if let old, selection > 0, let index = items.firstIndex(of: old) { selection = index }
    }

    mutating func move(by step: Int) {
        selection = max(0, min(items.count - 1, selection + step))
    }

    /// Recent chats that fit, the best fit first; then what the store found; then a number as it stands.
    private mutating func refresh(recent: [ConversationSummary]) {
        let text = query.text.trimmed
        let ranked = recent.lazy.map(\.conversation).compactMap { conversation in
            (text.isEmpty ? 0 : FuzzyMatch.rank(of: text, in: conversation.title)).map { (rank: $0, conversation) }
        }
        let near = (0...3).flatMap { rank in ranked.filter { $0.rank == rank }.map(\.1) }
        let known = Set(near.map(\.id))
        let chats = near.prefix(Self.shownItems) + matches.filter { !known.contains($0.id) }
        items = chats.map(Item.chat)
        if let number = Self.number(in: text), !chats.contains(where: { $0.kind == .direct(peer: number) }) {
            items.append(.newChat(number))
        }
        selection = max(0, min(selection, items.count - 1))
    }

    /// A number in international form, however it is spaced.
    static func number(in text: String) -> UserID? {
        let compact = text.filter { !" -()".contains($0) }
        let digits = compact.dropFirst()
        guard compact.first == "+", 8...15 ~= digits.count, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            return nil
        }
        return UserID(compact)
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(
            start.prefix(upTo: start.lastIndex { !$0.isWhitespace }.map { start.index(after: $0) } ?? start.startIndex))
    }
}
