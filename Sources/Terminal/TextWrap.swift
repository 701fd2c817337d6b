/// One row of wrapped text.
package struct TextLine: Hashable, Sendable {
    /// The text of the row with the blanks at its end, which may hang over the edge, and without its line break.
    ///
    /// The ranges of all lines, with the line breaks between them, are the whole text. A cluster wider than the row is
    /// split between its scalars.
    package var range: Range<String.Index>
    /// Columns without the blanks at the end; at most the width, but for a wide scalar alone in a single column.
    package var columns: Int
    /// Whether the text itself breaks or ends here.
    package var isHardEnd: Bool

    package init(range: Range<String.Index>, columns: Int, isHardEnd: Bool) {
        self.range = range
        self.columns = columns
        self.isHardEnd = isHardEnd
    }
}

/// Breaks text into rows: after blanks, around wide characters, and inside a word only when it is longer than a row.
package enum TextWrap {
    /// The rows of `text` in `width` columns (at least 1), the first `limit` of them.
    ///
    /// An empty text has one empty row, and a text that ends with a line break has an empty last one. To go on after
    /// `limit` rows pass the text from the last row's end, without its line break.
    package static func lines(of text: some StringProtocol, width: Int, limit: Int = .max) -> [TextLine] {
        let whole = Substring(text)
        var wrapper = Wrapper(start: whole.startIndex, width: max(1, width))
        var index = whole.startIndex
        while index < whole.endIndex, wrapper.lines.count < limit {
            let next = whole.index(after: index)
            wrapper.take(whole[index], in: whole[index..<next])
            index = next
        }
        if wrapper.lines.count < limit { wrapper.finish(at: whole.endIndex) }
        return wrapper.lines.count > limit ? Array(wrapper.lines.prefix(limit)) : wrapper.lines
    }
}

/// The row that is being filled and the rows that are full.
private struct Wrapper {
    let width: Int
    var lines: [TextLine] = []

    /// Where the row begins, the column that comes next, and the columns up to the last thing that is not blank.
    private var start: String.Index
    private var column = 0
    private var inked = 0
    /// The latest place where the row may end.
    private var opportunity: Opportunity?

    private struct Opportunity {
        var index: String.Index
        var column: Int
        var inked: Int
    }

    init(start: String.Index, width: Int) {
        self.start = start
        self.width = width
    }

    mutating func take(_ cluster: Character, in slice: Substring) {
        if cluster.isNewline {
            endLine(at: slice.startIndex, inked: inked, isHard: true)
            begin(at: slice.endIndex, column: 0)
            return
        }
        let columns = TextCells.columns(of: cluster, at: column)
        if cluster == " " || cluster == "\t" {
            column += columns
            mayEnd(at: slice.endIndex)
            return
        }
        let isWide = columns >= 2 && slice.unicodeScalars.first.map(ScalarWidth.columns) == 2
        if isWide { mayEnd(at: slice.startIndex) }
        if column + columns > width { makeRoom(for: columns, at: slice.startIndex) }
        if columns > width {
            split(slice)
        } else {
            column += columns
            if columns > 0 { inked = column }
        }
        if isWide { mayEnd(at: slice.endIndex) }
    }

    mutating func finish(at end: String.Index) {
        endLine(at: end, inked: inked, isHard: true)
    }

    /// Notes an opportunity, unless it would leave a row of blanks.
    private mutating func mayEnd(at index: String.Index) {
        guard inked > 0 else { return }
        opportunity = Opportunity(index: index, column: column, inked: inked)
    }

    /// Ends the row at the latest opportunity, and once more before `index` when the word still has no room.
    private mutating func makeRoom(for columns: Int, at index: String.Index) {
        if let place = opportunity, place.index > start {
            let carried = column - place.column
            endLine(at: place.index, inked: place.inked, isHard: false)
            begin(at: place.index, column: carried)
        }
        if column > 0, column + columns > width {
            endLine(at: index, inked: inked, isHard: false)
            begin(at: index, column: 0)
        }
    }

    /// Spreads a cluster that no row can hold over several, between its spacing scalars.
    private mutating func split(_ cluster: Substring) {
        var reader = ClusterReader()
        for index in cluster.unicodeScalars.indices {
            let columns: Int
            switch reader.role(of: cluster.unicodeScalars[index]) {
            case .spacing(_, let width): columns = width
            case .markAlone: columns = 1
            case .dropped, .mark, .tab: continue
            }
            if column > 0, column + columns > width {
                endLine(at: index, inked: inked, isHard: false)
                begin(at: index, column: 0)
            }
            column += columns
            inked = column
        }
    }

    private mutating func endLine(at end: String.Index, inked: Int, isHard: Bool) {
        lines.append(TextLine(range: start..<end, columns: inked, isHardEnd: isHard))
    }

    private mutating func begin(at index: String.Index, column: Int) {
        start = index
        self.column = column
        inked = column
        opportunity = nil
    }
}
