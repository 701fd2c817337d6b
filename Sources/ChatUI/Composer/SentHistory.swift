/// The latest texts that were sent from the box, for taking one up again.
package struct SentHistory: Hashable, Sendable {
    private var texts: [String] = []
    /// The text that is in the box; nil while the user's own is.
    private var index: Int?
    /// The user's own text, to come back to.
    private var own = ""
    private static let limit = 50

    mutating func add(_ text: String) {
        texts.removeAll { $0 == text }
        texts.append(text)
        if texts.count > Self.limit { texts.removeFirst() }
        index = nil
    }

    /// - Parameter text: what is in the box now.
    /// - Returns: what is to be there instead; nil at the oldest.
    mutating func older(than text: String) -> String? {
        let next = (index ?? texts.count) - 1
        guard texts.indices.contains(next) else { return nil }
        if index == nil { own = text }
        index = next
        return texts[next]
    }

    /// The other way; after the newest comes the user's own text.
    mutating func newer() -> String? {
        guard let current = index else { return nil }
        let next = current + 1
        index = texts.indices.contains(next) ? next : nil
        return index.map { texts[$0] } ?? own
    }
}
