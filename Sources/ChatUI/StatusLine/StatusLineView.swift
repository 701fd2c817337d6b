import Terminal

/// Draws the last row: a question, else what happened, else the keys.
struct StatusLineView {
    let state: AppState
    let layout: Layout
    let theme: Theme

    /// - Returns: the cursor while a question waits.
    func draw(into buffer: inout CellBuffer) -> Point? {
        guard let area = layout.status else { return drawWithoutRow(into: &buffer) }
        if let message = state.statusMessage {
            return draw(message.text, message.role, in: area, into: &buffer)
        }
        buffer.fill(area, style: theme[.status])
        drawHints(in: area, into: &buffer)
        return nil
    }

    /// In the smallest windows a message takes the last row for as long as it is there.
    private func drawWithoutRow(into buffer: inout CellBuffer) -> Point? {
        guard let message = state.statusMessage, state.size.rows > 1 else { return nil }
        let row = Rect(row: state.size.rows - 2, column: 0, rows: 1, columns: state.size.columns)
        return draw(message.text, message.role, in: row, into: &buffer)
    }

    private func draw(_ text: String, _ role: Role, in area: Rect, into buffer: inout CellBuffer) -> Point? {
        buffer.fill(area, style: theme[role])
        let shown = TextCells.truncated(" " + text, to: area.columns)
        let end = buffer.write(shown, at: Point(row: area.row, column: area.column), in: area, style: theme[role])
        guard case .question = state.layers.last else { return nil }
        return Point(row: area.row, column: min(end + 1, area.endColumn - 1))
    }

    private func drawHints(in area: Rect, into buffer: inout CellBuffer) {
        let groups = StatusHints(state: state, layout: layout).groups()
        let gap = state.size.columns >= 100 ? "   " : state.size.columns >= 60 ? "  " : " "
        let right = TextCells.truncated(groups.right.joined(separator: gap) + " ", to: area.columns, ellipsis: "")
        let end = buffer.writeRight(
            right, row: area.row, endColumn: area.endColumn, in: area, style: theme[.status])
        var left = groups.left
        while !left.isEmpty, TextCells.columns(of: left.joined(separator: gap)) + 2 > end - area.column {
            left.removeLast()
        }
        buffer.write(
            left.joined(separator: gap), at: Point(row: area.row, column: area.column + 1), in: area,
            style: theme[.status])
    }
}

extension AppState {
    /// What the status line says instead of keys.
    var statusMessage: (text: String, role: Role)? {
        if case .question(let question) = layers.last { return (question.text, .warn) }
        return notice.map { ($0.text, $0.kind == .error ? .error : .status) }
    }
}
