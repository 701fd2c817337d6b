import ChatModel
import Terminal

/// Draws the open conversation.
struct TimelineView {
    let timeline: TimelineState
    let frame: TimelineFrame
    let wording: StateWording

    /// The rows that are on screen, top to bottom.
    func visibleLines() -> [StyledLine] {
        guard frame.height > 0, !timeline.messages.isEmpty else { return [] }
        let block = TimelineBlock(timeline, frame: frame, wording: wording)
        let top = timeline.topPlace(in: frame)
        var lines: [StyledLine] = []
        var index = top.index
        while index < timeline.messages.count, lines.count < frame.height + top.line {
            lines += block.lines(at: index, isTop: index == top.index && top.line == 0)
            index += 1
        }
        return Array(lines.dropFirst(top.line).prefix(frame.height))
    }

    /// Few messages stand at the bottom, next to the box.
    ///
    /// - Returns: where the message under the cursor begins.
    func draw(in area: Rect, theme: Theme, into buffer: inout CellBuffer) -> Point? {
        var cursor: Point?
        let lines = visibleLines()
        let start = area.rows - lines.count
        for (offset, line) in lines.enumerated() {
            let row = area.line(start + offset)
            buffer.write(line, in: row, theme: theme)
            guard line.isSelected else { continue }
            let selected = theme[.msgSelected]
            buffer.restyle(row) { $0 = selected }
            if cursor == nil { cursor = Point(row: row.row, column: row.column) }
        }
        return cursor
    }
}
