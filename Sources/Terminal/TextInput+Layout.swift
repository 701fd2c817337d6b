/// The rows of a text box and where its cursor is.
package struct TextInputLayout: Hashable, Sendable {
    package var lines: [TextLine]
    /// Row and column of the cursor within the box, before any scrolling.
    package var cursor: Point
}

extension TextInput {
    /// Wraps the text for a box of `width` columns; the last column is kept for the cursor at the end of a full row.
    package func layout(width: Int) -> TextInputLayout {
        let lines = TextWrap.lines(of: text, width: width - 1)
        let row = lines.lastIndex { $0.range.lowerBound <= cursor } ?? 0
        let column = TextCells.columns(of: text[lines[row].range.lowerBound..<cursor])
        return TextInputLayout(lines: lines, cursor: Point(row: row, column: min(column, max(0, width - 1))))
    }

    /// One row up in a box of `width` columns.
    ///
    /// - Returns: false on the first row, so that the key can mean something else there.
    package mutating func moveUp(width: Int) -> Bool {
        moveVertically(by: -1, width: width)
    }

    /// One row down in a box of `width` columns.
    ///
    /// - Returns: false on the last row, so that the key can mean something else there.
    package mutating func moveDown(width: Int) -> Bool {
        moveVertically(by: 1, width: width)
    }

    private mutating func moveVertically(by step: Int, width: Int) -> Bool {
        let layout = layout(width: width)
        let row = layout.cursor.row + step
        guard layout.lines.indices.contains(row) else { return false }
        let goal = goalColumn ?? layout.cursor.column
        let index = index(in: layout.lines[row], nearest: goal)
        offset = text.utf8.distance(from: text.startIndex, to: boundary(near: index, goesOn: step > 0))
        moved()
        goalColumn = goal
        return true
    }

    /// The last place on the row that is not right of `column`.
    private func index(in line: TextLine, nearest column: Int) -> String.Index {
        var used = 0
        var index = line.range.lowerBound
        while index < line.range.upperBound {
            let next = min(text.index(after: index), line.range.upperBound)
            used += TextCells.columns(of: text[index], at: used)
            let isNextRow = next == line.range.upperBound && !line.isHardEnd
            if used > column || isNextRow { break }
            index = next
        }
        return index
    }

    /// `index`, or the nearest place between clusters when a wide cluster was split over rows.
    private func boundary(near index: String.Index, goesOn: Bool) -> String.Index {
        guard index < text.endIndex, String.Index(index, within: text) == nil else { return index }
        let before = text.index(before: text.index(after: index))
        return goesOn ? text.index(after: before) : before
    }
}
