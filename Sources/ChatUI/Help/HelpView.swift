import Terminal

/// Draws the help over the whole window.
struct HelpView {
    let help: HelpState
    let state: AppState
    let theme: Theme

    /// Rows of help that fit in a window of this size.
    static func rows(_ size: Size) -> Int {
        max(1, Popup.area(size, columns: 90, rows: 200).rows - 2)
    }

    /// Whether keys have to be written in short.
    static func isNarrow(_ size: Size) -> Bool { size.columns < 60 }

    /// - Returns: where the search goes on.
    func draw(into buffer: inout CellBuffer) -> Point? {
        let area = Popup.area(state.size, columns: 90, rows: 200)
        let title = help.query.isEmpty ? "Help - type to search, Esc closes" : "Help - search: \(help.query.text)"
        let inner = Popup.draw(title, in: area, theme: theme, into: &buffer)
        let isNarrow = Self.isNarrow(state.size)
        let lines = HelpText(state.keys, matching: help.query.text.trimmed, isShort: isNarrow).lines
        let keyColumns = isNarrow ? 14 : inner.columns < 78 ? 22 : 26
        for (offset, line) in lines.dropFirst(help.top).prefix(inner.rows).enumerated() {
            draw(line, keyColumns: keyColumns, in: inner.line(offset), into: &buffer)
        }
        drawPosition(lines.count, in: inner, frame: area, into: &buffer)
        let end = area.column + 3 + TextCells.columns(of: title)
        return Point(row: area.row, column: min(end, area.endColumn - 2))
    }

    private func draw(_ line: HelpLine, keyColumns: Int, in area: Rect, into buffer: inout CellBuffer) {
        let start = Point(row: area.row, column: area.column + 1)
        switch line {
        case .heading(let heading):
            buffer.write(heading, at: start, in: area, style: theme[.helpHeading])
        case .entry(let keys, let summary):
            let shown = TextCells.truncated(keys, to: keyColumns)
            buffer.write(shown, at: Point(row: area.row, column: area.column + 2), in: area, style: theme[.helpKey])
            let column = area.column + keyColumns + 3
            let room = max(0, area.endColumn - column)
            buffer.write(
                TextCells.truncated(summary, to: room), at: Point(row: area.row, column: column), in: area,
                style: theme[.popup])
        case .blank:
            break
        }
    }

    /// "1-20 of 62" in the lower edge, when not everything is shown.
    private func drawPosition(_ count: Int, in inner: Rect, frame: Rect, into buffer: inout CellBuffer) {
        guard count > inner.rows, frame.rows >= 3 else { return }
        let text = " \(help.top + 1)-\(min(count, help.top + inner.rows)) of \(count) "
        buffer.writeRight(
            text, row: frame.endRow - 1, endColumn: frame.endColumn - 2, in: frame, style: theme[.popup])
    }
}
