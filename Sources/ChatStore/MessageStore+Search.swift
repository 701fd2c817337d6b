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
        return try await readAtLength { db in
            var match = "{body} : (\(words))"
            if let conversation {
                guard let place = try ConversationRecord.existingRow(of: conversation, db) else { return [] }
                match += " AND {place} : \"c\(place)\""
            }
            return try db.all(SearchQuery.matches, [match, row ?? .max, limit], MessageRecord.message)
        }
    }
}

package enum SearchQuery {
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
