import Terminal

/// One row of text in several roles, ready to be written.
struct StyledLine: Hashable {
    struct Span: Hashable {
        var column: Int
        var text: Substring
        var role: Role
    }

    var spans: [Span] = []
    /// The store row of the message that this line belongs to, so that an action on a line names a message.
    var message: Int64?
    /// Whether the message is under the cursor.
    var isSelected = false

    init(_ spans: [Span] = [], message: Int64? = nil) {
        self.spans = spans
        self.message = message
    }

    mutating func add(_ text: some StringProtocol, at column: Int, _ role: Role) {
        spans.append(Span(column: column, text: Substring(text), role: role))
    }
}

extension CellBuffer {
    /// Writes a line into the first row of `area`.
    mutating func write(_ line: StyledLine, in area: Rect, theme: Theme) {
        for span in line.spans {
            write(
                span.text, at: Point(row: area.row, column: area.column + span.column), in: area,
                style: theme[span.role])
        }
    }

    /// Writes `text` so that it ends just before `endColumn`.
    ///
    /// - Returns: the column where it begins.
    @discardableResult
    mutating func writeRight(_ text: String, row: Int, endColumn: Int, in clip: Rect, style: Style) -> Int {
        let start = endColumn - TextCells.columns(of: text)
        write(text, at: Point(row: row, column: start), in: clip, style: style)
        return start
    }
}
