import ChatModel
import Terminal

/// Draws the top bar: with two panes who and where, with one pane the name of what is shown.
struct TopBarView {
    let state: AppState
    let layout: Layout
    let theme: Theme

    func draw(in area: Rect, into buffer: inout CellBuffer) {
        let text = TopBarText(state: state)
        let style = theme[text.isAlarming ? .barOffline : .bar]
        buffer.fill(area, style: style)
        let status = layout.isOnePane ? text.shortStatus : text.status
        let shown = TextCells.truncated(status, to: area.columns, ellipsis: "")
        let end = buffer.writeRight(shown, row: area.row, endColumn: area.endColumn, in: area, style: style)
        let title = TextCells.truncated(self.title(text), to: max(0, end - area.column - 1))
        buffer.write(title, at: Point(row: area.row, column: area.column), in: area, style: style)
    }

    private func title(_ text: TopBarText) -> String {
        switch layout.panes {
        case .listOnly: " vartalap  Chats" + (state.list.totalUnread > 0 ? "  \(state.list.totalUnread) unread" : "")
        case .chatOnly: "<" + NumberText.spaced(state.timeline?.conversation.title ?? "")
        case .listAndChat, .tooSmall: text.identity
        }
    }
}
