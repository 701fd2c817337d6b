import Terminal

/// Draws the last row: a question, else what happened, else the keys.
struct StatusLineView {
    let state: AppState
    let layout: Layout
    let theme: Theme

    /// A message that is longer than the row takes rows above for as long as it is there.
    private static let maximumRows = 4

    /// - Returns: the cursor while a question waits.
    func draw(into buffer: inout CellBuffer) -> Point? {
        if let message = state.statusMessage { return draw(message.text, message.role, into: &buffer) }
        guard let area = layout.status else { return nil }
        buffer.fill(area, style: theme[.status])
        drawHints(in: area, into: &buffer)
        return nil
    }

    private func draw(_ text: String, _ role: Role, into buffer: inout CellBuffer) -> Point? {
        let limit = max(1, min(Self.maximumRows, state.size.rows / 3))
        let lines = TextWrap.lines(of: text, width: state.size.columns - 2, limit: limit + 1)
        let rows = min(limit, lines.count)
        let area = Rect(row: state.size.rows - rows, column: 0, rows: rows, columns: state.size.columns)
        buffer.fill(area, style: theme[role])
        var end = 0
        for (offset, line) in lines.prefix(rows).enumerated() {
            let isCut = offset == rows - 1 && lines.count > rows
            let shown =
                isCut
                ? TextCells.truncated(text[line.range.lowerBound...], to: area.columns - 2) : String(text[line.range])
            end = buffer.write(shown, at: Point(row: area.row + offset, column: 1), in: area, style: theme[role])
        }
        guard case .question = state.layers.last else { return nil }
        return Point(row: area.endRow - 1, column: min(end + 1, area.endColumn - 1))
    }

    private func drawHints(in area: Rect, into buffer: inout CellBuffer) {
        let groups = StatusHints(state: state, layout: layout).groups()
        let gap = state.size.columns >= 100 ? "   " : state.size.columns >= 60 ? "  " : " "
        let right = TextCells.truncated(groups.right.joined(separator: gap) + " ", to: area.columns, ellipsis: "")
        let end = buffer.writeRight(
            right, row: area.row, endColumn: area.endColumn, in: area, style: theme[.status])
        var left = groups.left
        while !left.isEmpty, TextCells.columns(of: left.joined(separator: gap)) + 1 + gap.count > end - area.column {
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
        if case .question(let question) = layers.last {
            var keepsText = true
            if case .cancel(let message, _) = question { keepsText = self.keepsText(of: message) }
            return (question.text(keepsText: keepsText), .warn)
        }
        return notice.map { ($0.text, $0.kind == .error ? .error : .text) }
    }
}
