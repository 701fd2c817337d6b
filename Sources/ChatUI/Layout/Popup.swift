import Terminal

/// The frame that things over the chat have in common.
enum Popup {
    /// A rectangle in the middle, no larger than the window; the last row stays free for the status line.
    static func area(_ size: Size, columns: Int, rows: Int) -> Rect {
        let free = size.rows >= 6 ? size.rows - 1 : size.rows
        let width = size.columns < columns + 4 ? size.columns : columns
        let height = free < rows + 2 ? free : rows
        return Rect(row: (free - height) / 2, column: (size.columns - width) / 2, rows: height, columns: width)
    }

    /// Draws an empty box with a title.
    ///
    /// - Returns: what is inside.
    static func draw(_ title: String, in area: Rect, theme: Theme, into buffer: inout CellBuffer) -> Rect {
        let style = theme[.popup]
        buffer.fill(area, style: style)
        guard area.rows >= 3, area.columns >= 4 else { return area }
        let edge = "+" + String(repeating: "-", count: area.columns - 2) + "+"
        buffer.write(edge, at: Point(row: area.row, column: area.column), in: area, style: style)
        buffer.write(edge, at: Point(row: area.endRow - 1, column: area.column), in: area, style: style)
        for row in area.row + 1..<area.endRow - 1 {
            buffer.write("|", at: Point(row: row, column: area.column), in: area, style: style)
            buffer.write("|", at: Point(row: row, column: area.endColumn - 1), in: area, style: style)
        }
        let shown = TextCells.truncated(" \(title) ", to: area.columns - 4)
        buffer.write(shown, at: Point(row: area.row, column: area.column + 2), in: area, style: theme[.popupTitle])
        return Rect(row: area.row + 1, column: area.column + 1, rows: area.rows - 2, columns: area.columns - 2)
    }
}
