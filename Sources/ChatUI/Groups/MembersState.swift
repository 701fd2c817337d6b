package import ChatModel

/// The panel with the members of a group.
package struct MembersState: Hashable, Sendable {
    package var conversation: Conversation
    /// nil until the store has answered.
    package private(set) var page: MembersPage?
    package private(set) var selection: UserID?
    /// What is to be asked as soon as the members are known.
    var intent: Intent?

    /// What a typed command wants, which depends on who is in the group and who may do what.
    package enum Intent: Hashable, Sendable {
        /// Somebody by name or number.
        case remove(String)
        case leave
    }

    package init(_ conversation: Conversation, intent: Intent? = nil) {
        self.conversation = conversation
        self.intent = intent
    }

    package var entries: [MembersPage.Entry] { page?.entries ?? [] }

    package var selected: MembersPage.Entry? {
        selection.flatMap { page?.entry(of: $0) }
    }

    var selectedIndex: Int {
        selection.flatMap { user in entries.firstIndex { $0.user == user } } ?? 0
    }

    mutating func take(_ page: MembersPage) {
        let index = selectedIndex
        conversation = page.conversation
        self.page = page
        if selected == nil { selection = entries.isEmpty ? nil : entries[min(index, entries.count - 1)].user }
    }

    mutating func move(by step: Int) {
        guard !entries.isEmpty else { return }
        selection = entries[max(0, min(entries.count - 1, selectedIndex + step))].user
    }

    /// Puts the cursor on the member whose name or number begins with `text`, a whole name before a part of one.
    ///
    /// - Returns: nil when there is none, or more than one.
    mutating func select(named text: String) -> MembersPage.Entry? {
        let text = text.lowercased()
        let whole = entries.filter { $0.name?.lowercased() == text || $0.user.rawValue == text.filter { $0 != " " } }
        let found = whole.isEmpty ? entries.filter { $0.name?.lowercased().hasPrefix(text) == true } : whole
        guard found.count == 1, let entry = found.first else { return nil }
        selection = entry.user
        return entry
    }
}
