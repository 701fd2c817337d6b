/// The waiting rows of one conversation, ascending, with a cheap first element however long the queue is.
struct EntryQueue: Sendable {
    private var entries: [Outbox.Entry] = []
    /// What is before this index is gone already; removing it one by one would cost a copy each.
    private var head = 0

    var first: Outbox.Entry? { head < entries.count ? entries[head] : nil }
    var isEmpty: Bool { head == entries.count }

    /// The first entries, as many as there are up to `limit`.
    func prefix(_ limit: Int) -> ArraySlice<Outbox.Entry> {
        entries[head...].prefix(limit)
    }

    func contains(row: Int64) -> Bool {
        entry(row: row) != nil
    }

    func entry(row: Int64) -> Outbox.Entry? {
        let place = place(of: row)
        return place < entries.count && entries[place].row == row ? entries[place] : nil
    }

    /// Puts an entry where its row belongs; false when it is there already.
    mutating func insert(_ entry: Outbox.Entry) -> Bool {
        let place = place(of: entry.row)
        guard place == entries.count || entries[place].row != entry.row else { return false }
        entries.insert(entry, at: place)
        return true
    }

    mutating func popFirst() -> Outbox.Entry? {
        guard let first else { return nil }
        head += 1
        if head == entries.count || head > 1000 {
            entries.removeFirst(head)
            head = 0
        }
        return first
    }

    /// Removes the entries that match and says how many those were.
    mutating func removeAll(where matches: (Outbox.Entry) -> Bool) -> Int {
        let before = entries.count
        let rest = entries[head...].filter { !matches($0) }
        guard rest.count < before - head else { return 0 }
        defer { head = 0 }
        entries = rest
        return before - head - rest.count
    }

    /// The first index at or after `head` whose row is not smaller.
    private func place(of row: Int64) -> Int {
        var low = head
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].row < row { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// The conversations whose next message could be sent, by the row of that message, the longest waiting first.
///
/// An entry may be out of date; who takes one checks it.
struct ReadyList: Sendable {
    /// Descending by row, so that the next one is taken from the end.
    private var items: [Outbox.Entry] = []

    mutating func insert(_ entry: Outbox.Entry) {
        var low = 0
        var high = items.count
        while low < high {
            let middle = (low + high) / 2
            if items[middle].row > entry.row { low = middle + 1 } else { high = middle }
        }
        guard low == items.count || items[low].row != entry.row else { return }
        items.insert(entry, at: low)
    }

    mutating func popFirst() -> Outbox.Entry? {
        items.popLast()
    }
}
