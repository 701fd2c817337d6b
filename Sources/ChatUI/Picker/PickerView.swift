import ChatModel
import Terminal

/// Draws the popup that finds chats.
struct PickerView {
    let picker: PickerState
    let state: AppState
    let theme: Theme

    /// Rows for items in a window of this size.
    static func itemRows(_ size: Size) -> Int {
        max(1, Popup.area(size, columns: 60, rows: 18).rows - 3)
    }

    /// - Returns: where the query goes on.
    func draw(into buffer: inout CellBuffer) -> Point? {
        let area = Popup.area(state.size, columns: 60, rows: 18)
        var inner = Popup.draw("Find chat, contact or group", in: area, theme: theme, into: &buffer)
        guard inner.rows > 0, inner.columns > 2 else { return nil }
        let field = inner.cutTop(1)
        let end = drawQuery(in: field, into: &buffer)
        if picker.items.isEmpty {
            let hint = "Nothing found. A number like +919876543210 starts a new chat."
            buffer.write(
                TextCells.truncated(hint, to: inner.columns - 2), at: Point(row: inner.row, column: inner.column + 1),
                in: inner, style: theme[.popup])
        }
        let top = max(0, picker.selection - inner.rows + 1)
        for (offset, item) in picker.items.dropFirst(top).prefix(inner.rows).enumerated() {
            draw(item, isSelected: top + offset == picker.selection, in: inner.line(offset), into: &buffer)
        }
        return end
    }

    private func drawQuery(in field: Rect, into buffer: inout CellBuffer) -> Point {
        let start = Point(row: field.row, column: field.column + 1)
        guard !picker.query.isEmpty else {
            buffer.write("> ", at: start, in: field, style: theme[.popup])
            buffer.write(
                "type a name or a number", at: Point(row: field.row, column: field.column + 3), in: field,
                style: theme[.inputPlaceholder])
            return Point(row: field.row, column: min(field.column + 3, field.endColumn - 1))
        }
        buffer.write("> " + picker.query.text, at: start, in: field, style: theme[.popup])
        let cursor = field.column + 3 + TextCells.columns(of: picker.query.textBeforeCursor)
        return Point(row: field.row, column: min(cursor, field.endColumn - 1))
    }

    private func draw(_ item: PickerState.Item, isSelected: Bool, in area: Rect, into buffer: inout CellBuffer) {
        let style = theme[isSelected ? .popupSelected : .popup]
        buffer.fill(area, style: style)
        let detail = detail(of: item)
        let end = buffer.writeRight(detail, row: area.row, endColumn: area.endColumn - 1, in: area, style: style)
        let title = TextCells.truncated(title(of: item), to: max(0, end - area.column - 3))
        buffer.write(
            (isSelected ? ">" : " ") + title, at: Point(row: area.row, column: area.column), in: area, style: style)
    }

    private func title(of item: PickerState.Item) -> String {
        switch item {
        case .chat(let conversation): NumberText.spaced(conversation.title)
        case .newChat(let user): "New chat with \(NumberText.spaced(user.rawValue))"
        }
    }

    private func detail(of item: PickerState.Item) -> String {
        guard case .chat(let conversation) = item else { return "" }
        if let summary = state.list.summary(of: conversation.id) {
            let time = state.clock.brief(summary.time)
            return summary.unreadCount > 0 ? "\(NumberText.grouped(summary.unreadCount)) unread  \(time)" : time
        }
        return conversation.isGroup ? "group" : "contact"
    }
}
