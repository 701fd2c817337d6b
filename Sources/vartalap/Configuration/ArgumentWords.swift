/// Takes a command line apart into its words without a shell: blanks separate, quotes of either kind keep together, and
/// a backslash outside single quotes takes the next character as it is. Nothing else means anything.
nonisolated enum ArgumentWords {
    /// nil when a quote is open at the end, or there is no word at all.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in line {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let finished = word { words.append(finished) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let finished = word { words.append(finished) }
        guard quote == nil, !isEscaped, words.first?.isEmpty == false else { return nil }
        return words
    }
}
