package import ChatModel

/// Which people are typing where; a notice that is not repeated fades.
package struct TypingState: Hashable, Sendable {
    private struct Typist: Hashable {
        var user: UserID
        var until: Timestamp
    }

    private var typists: [ConversationID: [Typist]] = [:]
    /// The newest row seen of each open chat: a newer one of a typist ends the notice.
    private var newestRows: [ConversationID: Int64] = [:]

    /// As long as the phone app shows it. Source: protocol page, section 10.
    static let shownMilliseconds: Int64 = 5000

    package init() {}

    mutating func hear(_ user: UserID, in conversation: ConversationID, isTyping: Bool, now: Timestamp) {
        typists[conversation]?.removeAll { $0.user == user }
        if isTyping {
            let until = now.advanced(byMilliseconds: Self.shownMilliseconds)
            typists[conversation, default: []].append(Typist(user: user, until: until))
        }
        if typists[conversation]?.isEmpty == true { typists[conversation] = nil }
    }

    /// A message of the user came: what was being typed is said.
    mutating func stop(_ user: UserID, in conversation: ConversationID, ifNewerThan row: Int64) {
        guard newestRows[conversation].map({ $0 < row }) ?? true else { return }
        let isFirst = newestRows[conversation] == nil
        newestRows = [conversation: row]
        if !isFirst { typists[conversation]?.removeAll { $0.user == user } }
        if typists[conversation]?.isEmpty == true { typists[conversation] = nil }
    }

    mutating func forgetOld(now: Timestamp) {
        guard let nextExpiry, nextExpiry <= now else { return }
        for conversation in typists.keys {
            typists[conversation]?.removeAll { $0.until <= now }
            if typists[conversation]?.isEmpty == true { typists[conversation] = nil }
        }
    }

    /// Everybody who is typing in a conversation, the first to begin first.
    package func users(in conversation: ConversationID) -> [UserID] {
        typists[conversation]?.map(\.user) ?? []
    }

    /// When the next notice fades.
    var nextExpiry: Timestamp? {
        typists.values.joined().map(\.until).min()
    }
}
