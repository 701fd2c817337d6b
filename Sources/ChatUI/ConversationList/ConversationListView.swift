import ChatModel
import Terminal

/// Draws the list of chats.
struct ConversationListView {
    let state: AppState
    let layout: Layout
    let theme: Theme

    private var list: ConversationListState { state.list }
    private var hasKeys: Bool { state.focus == .list && state.layers.isEmpty }

    /// - Returns: where the cursor is when the list has the keys.
    func draw(into buffer: inout CellBuffer) -> Point? {
        guard var area = layout.list else { return nil }
        var cursor: Point?
        if layout.panes == .listAndChat {
            drawHeader(in: area.cutTop(1), into: &buffer)
            if layout.listHasFilterRow { cursor = drawFilter(in: area.cutTop(1), into: &buffer) }
        } else if layout.topBar != nil {
            cursor = drawFilter(in: area.cutBottom(1), into: &buffer)
        }
        let shown = list.shown
        if shown.isEmpty { drawEmpty(in: area, into: &buffer) }
        let rows = layout.showsPreviews ? 2 : 1
        for (offset, summary) in shown.dropFirst(list.top).prefix(layout.listRows).enumerated() {
            let line = area.line(offset * rows)
            draw(summary, in: line, into: &buffer)
            if rows == 2 { drawPreview(summary, in: area.line(offset * rows + 1), into: &buffer) }
            if summary.id == list.selection, cursor == nil, hasKeys {
                cursor = Point(row: line.row, column: line.column)
            }
        }
        return hasKeys ? cursor : nil
    }

    private func drawHeader(in area: Rect, into buffer: inout CellBuffer) {
        if !layout.listHasFilterRow, let filter = list.filter {
            let text = TextCells.truncated("/ " + filter.text, to: area.columns - 1)
            buffer.write(text, at: Point(row: area.row, column: area.column + 1), in: area, style: theme[.input])
            return
        }
        buffer.write("Chats", at: Point(row: area.row, column: area.column + 1), in: area, style: theme[.listHeader])
        guard list.totalUnread > 0 else { return }
        let unread = NumberText.grouped(list.totalUnread) + " unread"
        buffer.writeRight(
            unread, row: area.row, endColumn: area.endColumn - 1, in: area, style: theme[.listUnread])
    }

    /// - Returns: the end of the filter's text while it is being typed.
    private func drawFilter(in area: Rect, into buffer: inout CellBuffer) -> Point? {
        let start = Point(row: area.row, column: area.column + 1)
        guard let filter = list.filter else {
            buffer.write("/ filter", at: start, in: area, style: theme[.inputPlaceholder])
            return nil
        }
        let end = buffer.write("/ " + filter.text, at: start, in: area, style: theme[.input])
        return Point(row: area.row, column: min(end, area.endColumn - 1))
    }

    private func drawEmpty(in area: Rect, into buffer: inout CellBuffer) {
        guard list.isLoaded else { return }
        if list.filter?.isEmpty == false {
            let start = Point(row: area.row, column: area.column + 1)
            buffer.write("no chat matches", at: start, in: area, style: theme[.chatHint])
        } else if layout.panes == .listOnly {
            ChatFrameView(state: state, layout: layout, theme: theme).drawWelcome(in: area, into: &buffer)
        }
    }

    private func draw(_ summary: ConversationSummary, in area: Rect, into buffer: inout CellBuffer) {
        let isSelected = summary.id == list.selection
        let isOpen = summary.id == state.timeline?.conversation.id
        let mark = ListMark(summary, isOpen: isOpen)
        let gap = area.columns >= 28 ? 2 : 1
        let time = state.clock.brief(summary.time)
        let end = area.endColumn - (layout.panes == .listOnly ? 1 : 0)
        let timeStart = end - max(5, time.utf8.count)
        buffer.writeRight(time, row: area.row, endColumn: end, in: area, style: theme[.listTime])
        buffer.writeRight(mark.text, row: area.row, endColumn: timeStart - gap, in: area, style: theme[mark.role])
        let room = timeStart - gap - 3 - area.column - 1
        let name = TextCells.truncated(NumberText.spaced(summary.conversation.title), to: max(0, room), ellipsis: "")
        let role: Role = summary.unreadCount > 0 && !summary.isMuted ? .listUnread : .listName
        buffer.write(
            isSelected ? ">" : " ", at: Point(row: area.row, column: area.column), in: area, style: theme[role])
        buffer.write(name, at: Point(row: area.row, column: area.column + 1), in: area, style: theme[role])
        if isSelected, hasKeys || isOpen {
            let selected = theme[.listSelected]
            buffer.restyle(area) { style in
                if hasKeys { style = selected } else { style.attributes.insert(.bold) }
            }
        }
    }

    private func drawPreview(_ summary: ConversationSummary, in area: Rect, into buffer: inout CellBuffer) {
        let isTyping = !state.typing.users(in: summary.id).isEmpty
        let text = isTyping ? "typing..." : Preview.text(of: summary, account: state.account.user)
        let shown = TextCells.truncated(text, to: max(0, area.columns - 3))
        let role: Role = isTyping ? .typing : .listPreview
        buffer.write(shown, at: Point(row: area.row, column: area.column + 2), in: area, style: theme[role])
    }
}
