package import ChatModel
import GRDB

/// Full-text search.
extension MessageStore {
    /// Messages that contain every word of the query, newest first by row. The last word may be the beginning of one,
    /// from its second letter on: what begins with one letter is everything, and slow to gather.
    ///
    /// - Parameters:
    ///   - query: the user's text, without any syntax: whatever it holds is looked for as words.
    ///   - conversation: where to look; everywhere if nil.
    ///   - row: the page that ends just before this row; the newest if nil.
    package func search(
        _ query: String, in conversation: ConversationID? = nil, before row: Int64? = nil, limit: Int
    ) async throws(StoreError) -> [Message] {
        guard let words = SearchQuery.words(query) else { return [] }
        let question = SearchQuery(words: words, conversation: conversation, before: row ?? .max, limit: limit)
        let answer = try await readAtLength { db in
            try SearchIndex.isBehind(db) ? nil : question.answer(db)
        }
        if let answer { return answer }
        if access == .readWrite {
            do {
                try await catchUpSearchIndex()
            } catch .full, .busy, .ioFailure {
                // What the index does not hold is looked through below.
            }
        }
        return try await readAtLength { db in try question.answer(db) }
    }

    /// Whether messages are stored that the full-text index does not hold yet.
    package func isSearchIndexBehind() async throws(StoreError) -> Bool {
        try await read(SearchIndex.isBehind)
    }

    /// Takes everything that is stored into the full-text index, in short transactions.
    ///
    /// A search does so by itself; it is quick when this was done before, by whoever has the time. Ends early when the
    /// task is cancelled.
    package func catchUpSearchIndex() async throws(StoreError) {
        guard try await isSearchIndexBehind() else { return }
        while try await write([], mayUseReserve: false, { db in try SearchIndex.advance(db) }), !Task.isCancelled {}
    }
}

/// One search, ready to be asked in a snapshot of the store.
package struct SearchQuery: Sendable {
    /// In the syntax of FTS5.
    let words: String
    let conversation: ConversationID?
    /// Rows from this one on are left out.
    let before: Int64
    let limit: Int

    /// Words of a query that are looked at; enough for any sentence, and few enough to be quick.
    static let maximumWords = 32
    /// Unicode scalars of one word that are looked at.
    static let maximumWordLength = 256

    package static let matches = """
        SELECT \(MessageRecord.columns)
        FROM message_search CROSS JOIN message ON message.row = message_search.rowid \(MessageRecord.names)
        WHERE message_search MATCH ? AND message_search.rowid < ?
        ORDER BY message_search.rowid DESC LIMIT ?
        """

    /// The newest matches, whether the index holds them already or not.
    func answer(_ db: Database) throws -> [Message] {
        var match = "{body} : (\(words))"
        if let conversation {
            guard let place = try ConversationRecord.existingRow(of: conversation, db) else { return [] }
            match += " AND {place} : \"c\(place)\""
        }
        // Every row that the index does not hold is newer than all that it holds.
        let newest = try SearchIndex.tail(matching: match, before: before, limit: limit, db)
            .compactMap { try db.first(MessageRecord.byRow, [$0], MessageRecord.message) }
        guard newest.count < limit else { return newest }
        return try newest + db.all(Self.matches, [match, before, limit - newest.count], MessageRecord.message)
    }

    /// The user's words as quoted strings of FTS5, all of which must match; nil when there is no word at all.
    ///
    /// What the tokenizer would drop (punctuation, emoji) is no word, and a NUL would end the whole query.
    static func words(_ query: String) -> String? {
        let words = query.unicodeScalars
            .split(whereSeparator: { $0.properties.isWhitespace || $0.value == 0 })
            .filter { $0.contains(where: isWordScalar) }
            .prefix(maximumWords)
            .map { word in
                let text = String(String.UnicodeScalarView(word.prefix(maximumWordLength)))
                return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
                    + "\""
            }
        guard let last = words.last else { return nil }
        // Two quotation marks and two letters.
        return words.joined(separator: " ") + (last.unicodeScalars.count >= 4 ? "*" : "")
    }

    /// The categories of the tokenizer's letters: `L* N* Co M*`.
    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .privateUse:
            true
        default:
            false
        }
    }
}
