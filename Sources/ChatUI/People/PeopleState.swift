package import ChatModel
package import Terminal

/// The popup that marks several people: for a new group, which is then named, or to be added to one.
package struct PeopleState: Hashable, Sendable {
    package enum Purpose: Hashable, Sendable {
        case newGroup
        case addition(to: Conversation)
    }

    package enum Step: Hashable, Sendable {
        case people
        /// The new group is given its name.
        case name
    }

    package struct Person: Hashable, Sendable, Identifiable {
        package var user: UserID
        /// nil for strangers, who are called by their number.
        package var name: String?

        package var id: UserID { user }
        package var title: String { name ?? NumberText.spaced(user.rawValue) }
    }

    package let purpose: Purpose
    package private(set) var step = Step.people
    package var query: TextInput
    package var name: TextInput
    package private(set) var items: [Person] = []
    package private(set) var chosen: [Person] = []
    package private(set) var selection = 0
    /// Who cannot be marked: ourselves, and whoever is in the group already.
    package private(set) var present: Set<UserID>
    /// Whether the group is being stored: keys wait for the answer.
    package var isCreating = false
    /// What the store found for `query`.
    private var matches: [Conversation] = []

    static let shownItems = 200

    init(_ purpose: Purpose, me: UserID, query: String = "", name: String = "", recent: [ConversationSummary]) {
        self.purpose = purpose
        self.query = TextInput(query)
        self.name = TextInput(name)
        present = [me]
        refresh(recent: recent)
    }

    package var selected: Person? {
        items.indices.contains(selection) ? items[selection] : nil
    }

    func isChosen(_ person: Person) -> Bool {
        chosen.contains { $0.user == person.user }
    }

    // MARK: Finding

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

    /// Whoever is in the group already is not offered.
    mutating func leaveOut(_ users: Set<UserID>, recent: [ConversationSummary]) {
        present.formUnion(users)
        chosen.removeAll { present.contains($0.user) }
        refresh(recent: recent)
    }

    /// People of recent chats that fit, then whom the store found, then a number as it stands.
    private mutating func refresh(recent: [ConversationSummary]) {
        let text = query.text.trimmed
        let near = recent.map(\.conversation).filter { text.isEmpty || FuzzyMatch.rank(of: text, in: $0.title) != nil }
        var seen = present
        items = (near + matches).compactMap { conversation in
            guard case .direct(let peer) = conversation.kind, seen.insert(peer).inserted else { return nil }
            return Person(user: peer, name: conversation.title == peer.rawValue ? nil : conversation.title)
        }
        items = Array(items.prefix(Self.shownItems))
        if let number = PickerState.number(in: text), !seen.contains(number) { items.append(Person(user: number)) }
        selection = max(0, min(selection, items.count - 1))
    }

    // MARK: Marking

    mutating func move(by step: Int) {
        selection = max(0, min(items.count - 1, selection + step))
    }

    /// Marks the person under the cursor, or takes the mark away; a query that has found its person is done.
    ///
    /// - Returns: false when nobody is under the cursor.
    mutating func mark() -> Bool {
        guard let selected else { return false }
        if isChosen(selected) {
            chosen.removeAll { $0.user == selected.user }
        } else {
            chosen.append(selected)
        }
        return true
    }

    mutating func unmarkLast() {
        if !chosen.isEmpty { chosen.removeLast() }
    }

    mutating func go(to step: Step) {
        self.step = step
    }

    /// The box that is typed into.
    var input: TextInput {
        get { step == .people ? query : name }
        set { if step == .people { query = newValue } else { name = newValue } }
    }
}
