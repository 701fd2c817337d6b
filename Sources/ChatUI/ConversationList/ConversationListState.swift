package import ChatModel
package import Terminal

/// The list of chats: the newest ones, which one the cursor is on, what it is filtered by.
package struct ConversationListState: Hashable, Sendable {
    package var summaries: [ConversationSummary] = []
    package var hasMore = false
    package var totalUnread = 0
    package var isLoaded = false
    package var isLoading = false
    /// Whether the store changed while a page was on its way.
    package var isStale = false
    /// How many are asked for; grows while the cursor nears the end.
    package var limit = Self.pageLimit
    package var selection: ConversationID?
    /// Index of the first visible row.
    package var top = 0
    /// What the list is filtered by; nil when it is not.
    package var filter: TextInput?

    static let pageLimit = 200

    package init() {}

    /// The chats that are shown: all, or those whose title matches the filter.
    package var shown: [ConversationSummary] {
        guard let query = filter?.text, !query.isEmpty else { return summaries }
        return summaries.filter { FuzzyMatch.rank(of: query, in: $0.conversation.title) != nil }
    }

    package func summary(of id: ConversationID) -> ConversationSummary? {
        summaries.first { $0.id == id }
    }

    /// Index of the cursor in `shown`.
    func selectedIndex(in shown: [ConversationSummary]) -> Int? {
        selection.flatMap { id in shown.firstIndex { $0.id == id } }
    }

    // MARK: Loading

    /// Asks for the newest chats; once at a time.
    mutating func reload() -> [AppEffect] {
        isStale = isLoading
        guard !isLoading else { return [] }
        isLoading = true
        return [.loadConversations(limit: limit)]
    }

    mutating func take(_ page: ConversationPage) -> [AppEffect] {
        isLoading = false
        isLoaded = true
        summaries = page.summaries
        hasMore = page.hasMore
        totalUnread = page.totalUnread
        if selection == nil { selection = summaries.first?.id }
        return isStale ? reload() : []
    }

    mutating func loadMore() -> [AppEffect] {
        guard hasMore, !isLoading else { return [] }
        limit += Self.pageLimit
        return reload()
    }

    /// Chats further down are asked for before the cursor gets there.
    mutating func loadMoreNearEnd() -> [AppEffect] {
        guard hasMore, !isLoading, let index = selectedIndex(in: summaries), index + 20 > summaries.count else {
            return []
        }
        return loadMore()
    }

    // MARK: The cursor

    mutating func move(by step: Int) {
        let shown = shown
        guard !shown.isEmpty else { return }
        let index = selectedIndex(in: shown).map { $0 + step } ?? 0
        selection = shown[max(0, min(shown.count - 1, index))].id
    }

    /// Scrolls as little as needed for the cursor to be among the `rows` chats that fit.
    mutating func keepSelectionVisible(rows: Int) {
        let shown = shown
        guard rows > 0 else { return }
        if let index = selectedIndex(in: shown) {
            top = min(max(top, index - rows + 1), index)
        }
        top = max(0, min(top, shown.count - rows))
    }

    /// A changed filter puts the cursor on the first match.
    mutating func filterChanged() {
        let shown = shown
        if selectedIndex(in: shown) == nil || filter?.isEmpty == false { selection = shown.first?.id ?? selection }
        top = 0
    }
}

extension Layout {
    /// Whether the list has a row of its own for the filter: always beside a wide chat and when it is alone.
    var listHasFilterRow: Bool { panes == .listOnly || (list?.columns ?? 0) >= 28 }

    /// Chats that fit into the list.
    var listRows: Int {
        guard let list else { return 0 }
        switch panes {
        case .listOnly: return max(0, list.rows - (topBar == nil ? 0 : 1)) / (showsPreviews ? 2 : 1)
        default: return max(0, list.rows - (listHasFilterRow ? 2 : 1))
        }
    }

    /// Alone on the screen, each chat has a second row with its newest message.
    var showsPreviews: Bool { panes == .listOnly && topBar != nil }
}
