/// The panel with everything of ours that waits: a bounded window of the outbox, however long that is.
package struct OutboxState: Hashable, Sendable {
    package enum Load: Hashable, Sendable {
        case older
        case newer
        /// The window again, or another one.
        case reload
    }

    package private(set) var entries: [OutboxEntry] = []
    package private(set) var hasOlder = false
    package private(set) var hasNewer = false
    package private(set) var isLoaded = false
    /// The outbox row under the cursor.
    package private(set) var selection: Int64?
    /// Index of the first visible entry.
    package private(set) var top = 0
    private var loads: Set<Load> = []
    /// Whether the store changed during a reload.
    private var isStale = false
    /// Whether the cursor goes to the last entry of the page that is coming.
    private var wantsLast = false

    package init() {}

    package var selected: OutboxEntry? {
        entries.indices.contains(selectedIndex) ? entries[selectedIndex] : nil
    }

    /// Of an entry that has left the outbox the cursor goes to the next.
    var selectedIndex: Int {
        guard let selection else { return 0 }
        return max(0, min(entries.count - 1, entries.firstIndex { $0.row >= selection } ?? entries.count))
    }

    static func pageLimit(rows: Int) -> Int { max(50, 2 * rows) }
    static func windowLimit(rows: Int) -> Int { 3 * pageLimit(rows: rows) }

    // MARK: Loading

    /// Asks for the oldest page, or for the window again; once at a time.
    mutating func reload(rows: Int) -> [AppEffect] {
        guard !loads.contains(.reload) else {
            isStale = true
            return []
        }
        let limit = min(max(entries.count, Self.pageLimit(rows: rows)), Self.windowLimit(rows: rows))
        guard hasOlder, let first = entries.first else { return load(.oldest, limit, as: .reload) }
        return load(.from(first.row), limit, as: .reload)
    }

    /// Asks for what is beyond the window's ends when the view comes near to them.
    mutating func prefetch(rows: Int) -> [AppEffect] {
        guard isLoaded, let first = entries.first, let last = entries.last else { return [] }
        let page = Self.pageLimit(rows: rows)
        var effects: [AppEffect] = []
        if hasOlder, top < page / 2, loads.isDisjoint(with: [.older, .reload]) {
            effects += load(.before(first.row), page, as: .older)
        }
        if hasNewer, entries.count - top - rows < page / 2, loads.isDisjoint(with: [.newer, .reload]) {
            effects += load(.after(last.row), page, as: .newer)
        }
        return effects
    }

    private mutating func load(_ window: OutboxRequest.Window, _ limit: Int, as load: Load) -> [AppEffect] {
        loads.insert(load)
        if load == .reload { isStale = false }
        return [.loadOutbox(OutboxRequest(window: window, limit: limit))]
    }

    /// Takes the answer to a request; answers that no longer fit the window are dropped.
    mutating func take(_ page: OutboxPage, rows: Int) -> [AppEffect] {
        switch page.request.window {
        case .oldest, .newest, .from:
            loads.remove(.reload)
            replace(with: page)
        case .before(let row):
            loads.remove(.older)
            guard entries.first?.row == row else { break }
            entries.insert(contentsOf: page.entries, at: 0)
            top += page.entries.count
            hasOlder = page.hasOlder
            let excess = entries.count - Self.windowLimit(rows: rows)
            guard excess > 0 else { break }
            entries.removeLast(excess)
            hasNewer = true
        case .after(let row):
            loads.remove(.newer)
            guard entries.last?.row == row else { break }
            entries.append(contentsOf: page.entries)
            hasNewer = page.hasNewer
            let excess = entries.count - Self.windowLimit(rows: rows)
            guard excess > 0 else { break }
            entries.removeFirst(excess)
            top = max(0, top - excess)
            hasOlder = true
        }
        // What was shown has left and there is more before it.
        if entries.isEmpty, hasOlder { return load(.newest, Self.pageLimit(rows: rows), as: .reload) }
        return isStale ? reload(rows: rows) : []
    }

    private mutating func replace(with page: OutboxPage) {
        let offset = selectedIndex - top
        entries = page.entries
        hasOlder = page.hasOlder
        hasNewer = page.hasNewer
        isLoaded = true
        if wantsLast || selection == nil { selection = wantsLast ? entries.last?.row : entries.first?.row }
        wantsLast = false
        top = max(0, selectedIndex - max(0, offset))
    }

    /// After a failure nothing is on its way any more.
    mutating func forgetLoads() {
        loads = []
        isStale = false
    }

    // MARK: The cursor

    mutating func move(by step: Int) {
        guard !entries.isEmpty else { return }
        selection = entries[max(0, min(entries.count - 1, selectedIndex + step))].row
    }

    /// The very oldest, which is the next to be sent.
    mutating func goToOldest(rows: Int) -> [AppEffect] {
        selection = entries.first?.row
        guard hasOlder else { return [] }
        selection = nil
        return load(.oldest, Self.pageLimit(rows: rows), as: .reload)
    }

    mutating func goToNewest(rows: Int) -> [AppEffect] {
        selection = entries.last?.row
        guard hasNewer else { return [] }
        wantsLast = true
        return load(.newest, Self.pageLimit(rows: rows), as: .reload)
    }

    /// Scrolls as little as needed for the cursor to be among the `rows` entries that fit.
    mutating func keepSelectionVisible(rows: Int) {
        guard rows > 0 else { return }
        let index = selectedIndex
        top = min(max(top, index - rows + 1), index)
        top = max(0, min(top, entries.count - rows))
    }
}
