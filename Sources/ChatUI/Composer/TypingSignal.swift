import ChatModel

/// When to tell the peer that we are typing: at the first key, again every 2 s, and no more 3 s after the last key.
/// Source: protocol page, section 10, "Receipts" (typing).
package struct TypingSignal: Hashable, Sendable {
    private var lastSent: Timestamp?
    private var lastKey: Timestamp?

    static let repeatMilliseconds: Int64 = 2000
    static let idleMilliseconds: Int64 = 3000

    /// A key changed the text.
    ///
    /// - Returns: whether to tell now.
    mutating func tells(now: Timestamp) -> Bool {
        lastKey = now
        if let lastSent, now.milliseconds(since: lastSent) < Self.repeatMilliseconds { return false }
        lastSent = now
        return true
    }

    /// Nothing is being typed any more: sent, cleared or left.
    ///
    /// - Returns: whether to tell, because the peer was told otherwise.
    mutating func stops() -> Bool {
        defer { (lastSent, lastKey) = (nil, nil) }
        return lastSent != nil
    }

    mutating func stopsWhenIdle(now: Timestamp) -> Bool {
        guard let idleAt, idleAt <= now else { return false }
        return stops()
    }

    /// When it ends without another key.
    var idleAt: Timestamp? {
        lastSent == nil ? nil : lastKey?.advanced(byMilliseconds: Self.idleMilliseconds)
    }
}
