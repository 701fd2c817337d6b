import Terminal

/// The text of a message as rows, with links and quoted lines in their own roles.
struct MessageText {
    private let text: String
    private let role: Role
    private let links: [Range<String.Index>]
    /// What was cut off, in bytes.
    private let cutBytes: Int

    /// Longer texts are shown cut: they would cost more to wrap than a screen should.
    static let shownBytes = 24_000

    init(_ text: String, role: Role) {
        let bytes = text.utf8.count
        if bytes > Self.shownBytes {
            let end = text.utf8.index(text.startIndex, offsetBy: Self.shownBytes)
            self.text = String(text[..<text.unicodeScalars.index(before: text.unicodeScalars.index(after: end))])
            cutBytes = bytes - self.text.utf8.count
        } else {
            self.text = text
            cutBytes = 0
        }
        self.role = role
        links = Self.links(in: self.text)
    }

    /// At least one row; the text begins at `column`.
    func lines(width: Int, at column: Int) -> [StyledLine] {
        var startsLine = true
        var isQuote = false
        var lines = TextWrap.lines(of: text, width: width).map { row in
            if startsLine { isQuote = text[row.range].first == ">" }
            startsLine = row.isHardEnd
            return StyledLine(spans(of: row.range, base: isQuote ? .msgQuote : role, at: column))
        }
        if cutBytes > 0 {
            var line = StyledLine()
            line.add("[\(NumberText.grouped(cutBytes)) bytes more]", at: column, .msgSystem)
            lines.append(line)
        }
        return lines
    }

    private func spans(of row: Range<String.Index>, base: Role, at column: Int) -> [StyledLine.Span] {
        var line = StyledLine()
        var index = row.lowerBound
        var column = column
        func add(upTo end: String.Index, _ role: Role) {
            guard index < end else { return }
            line.add(text[index..<end], at: column, role)
            column += TextCells.columns(of: text[index..<end])
            index = end
        }
        for link in links where link.overlaps(row) {
            add(upTo: max(row.lowerBound, link.lowerBound), base)
            add(upTo: min(row.upperBound, link.upperBound), .msgLink)
        }
        add(upTo: row.upperBound, base)
        return line.spans
    }

    /// Where `http://` or `https://` begins a word; the link ends before a blank or closing punctuation.
    private static func links(in text: String) -> [Range<String.Index>] {
        guard text.utf8.contains(UInt8(ascii: ":")) else { return [] }
        return text.split(whereSeparator: \.isWhitespace).compactMap { word in
            let start = word.drop { "(<[\"'".contains($0) }
            guard start.hasPrefix("http://") || start.hasPrefix("https://") else { return nil }
            var end = start.endIndex
            while end > start.startIndex, ".,;:!?)>]\"'".contains(start[start.index(before: end)]) {
                end = start.index(before: end)
            }
            return start.startIndex..<end
        }
    }
}
