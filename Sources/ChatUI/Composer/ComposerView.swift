import ChatModel
import Terminal

/// Draws the box.
struct ComposerView {
    let state: AppState
    let theme: Theme

    /// - Returns: where typing goes on.
    func draw(in area: Rect, into buffer: inout CellBuffer) -> Point? {
        guard area.rows > 0 else { return nil }
        buffer.fill(area, style: theme[.input])
        buffer.write(" > ", at: Point(row: area.row, column: area.column), in: area, style: theme[.inputPrompt])
        var inner = area
        _ = inner.cutLeft(Layout.promptColumns)
        guard state.timeline != nil else { return nil }
        let input = state.composer.input
        guard !input.isEmpty else {
            buffer.write(
                TextCells.truncated(placeholder, to: max(0, inner.columns - 1)),
                at: Point(row: inner.row, column: inner.column), in: inner, style: theme[.inputPlaceholder])
            return Point(row: inner.row, column: min(inner.column, area.endColumn - 1))
        }
        let layout = input.layout(width: inner.columns)
        let lowest = max(0, layout.cursor.row - inner.rows + 1)
        let top = min(max(state.composer.top, lowest), layout.cursor.row)
        for (offset, line) in layout.lines.dropFirst(top).prefix(inner.rows).enumerated() {
            buffer.write(
                input.text[line.range], at: Point(row: inner.row + offset, column: inner.column), in: inner,
                style: theme[.input])
        }
        drawMargin(hidden: top, below: layout.lines.count - top - inner.rows, in: area, into: &buffer)
        let spare = inner.line(layout.lines.count)
        if spare.rows > 0 {
            buffer.write(
                "(draft kept if you leave this chat)", at: Point(row: spare.row, column: spare.column), in: spare,
                style: theme[.inputPlaceholder])
        }
        return Point(
            row: inner.row + layout.cursor.row - top,
            column: min(inner.column + layout.cursor.column, area.endColumn - 1))
    }

    /// Signs in front of the first and last row when the text goes on beyond them.
    private func drawMargin(hidden: Int, below: Int, in area: Rect, into buffer: inout CellBuffer) {
        if hidden > 0 {
            buffer.write("^", at: Point(row: area.row, column: area.column + 1), in: area, style: theme[.inputPrompt])
        }
        if below > 0 {
            buffer.write(
                "v", at: Point(row: area.endRow - 1, column: area.column + 1), in: area, style: theme[.inputPrompt])
        }
    }

    private var placeholder: String {
        guard let timeline = state.timeline else { return "" }
        let title = NumberText.spaced(timeline.conversation.title)
        if timeline.conversation.hasLeft { return "You are not in this group any more; you can only read it" }
        return switch state.connection {
        case .online, .ownedElsewhere: "Message \(title)"
        default: "Message \(title) (sent when back online)"
        }
    }
}
