extension TextInput {
    /// What a word is to a key.
    package enum WordKind: Hashable, Sendable {
        /// Everything between blanks, as Ctrl+W has it.
        case blankSeparated
        /// Letters and digits, as Alt+B and Alt+F have it.
        case alphanumeric
    }

    package mutating func moveLeft() {
        move(to: previous(before: cursor) ?? text.startIndex)
    }

    package mutating func moveRight() {
        move(to: cursor < text.endIndex ? text.index(after: cursor) : cursor)
    }

    package mutating func moveWordLeft(_ kind: WordKind = .alphanumeric) {
        move(to: wordStart(before: cursor, kind))
    }

    package mutating func moveWordRight(_ kind: WordKind = .alphanumeric) {
        move(to: wordEnd(after: cursor, kind))
    }

    /// To the start of the line as the text breaks it, whatever the width.
    package mutating func moveToLineStart() {
        move(to: lineStart(of: cursor))
    }

    package mutating func moveToLineEnd() {
        move(to: lineEnd(of: cursor))
    }

    package mutating func moveToStart() {
        move(to: text.startIndex)
    }

    package mutating func moveToEnd() {
        move(to: text.endIndex)
    }

    private mutating func move(to index: String.Index) {
        offset = text.utf8.distance(from: text.startIndex, to: index)
        moved()
    }

    func previous(before index: String.Index) -> String.Index? {
        index > text.startIndex ? text.index(before: index) : nil
    }

    func lineStart(of index: String.Index) -> String.Index {
        text[..<index].lastIndex(where: \.isNewline).map { text.index(after: $0) } ?? text.startIndex
    }

    func lineEnd(of index: String.Index) -> String.Index {
        text[index...].firstIndex(where: \.isNewline) ?? text.endIndex
    }

    /// Back over what separates words, then over one word.
    func wordStart(before index: String.Index, _ kind: WordKind) -> String.Index {
        var index = index
        var isInWord = false
        while let previous = previous(before: index) {
            let belongs = kind.contains(text[previous])
            if isInWord, !belongs { break }
            isInWord = isInWord || belongs
            index = previous
        }
        return index
    }

    /// On over what separates words, then over one word.
    func wordEnd(after index: String.Index, _ kind: WordKind) -> String.Index {
        var index = index
        var isInWord = false
        while index < text.endIndex {
            let belongs = kind.contains(text[index])
            if isInWord, !belongs { break }
            isInWord = isInWord || belongs
            index = text.index(after: index)
        }
        return index
    }
}

extension TextInput.WordKind {
    fileprivate func contains(_ character: Character) -> Bool {
        switch self {
        case .blankSeparated: !character.isWhitespace
        case .alphanumeric: character.isLetter || character.isNumber || character == "_"
        }
    }
}
