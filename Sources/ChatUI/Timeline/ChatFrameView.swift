import ChatModel
import Terminal

/// Draws the chat's side of the screen: the lines around it, its name, its messages and the hint below them.
struct ChatFrameView {
    let state: AppState
    let layout: Layout
    let theme: Theme

    /// - Returns: where the message under the cursor begins.
    func draw(into buffer: inout CellBuffer) -> Point? {
        drawLines(into: &buffer)
        guard let area = layout.messages else { return nil }
        guard let timeline = state.timeline else {
            drawWelcome(in: area, into: &buffer)
            return nil
        }
        var cursor: Point?
        if let header = layout.header { draw(timeline, header: header, into: &buffer) }
        if timeline.isLoaded, timeline.messages.isEmpty {
            drawSentence("No messages yet. Type one and press Enter.", in: area, into: &buffer)
        } else if timeline.isLoaded {
            let wording = StateWording(connection: state.connection)
            cursor = TimelineView(timeline: timeline, frame: state.timelineFrame, wording: wording)
                .draw(in: area, theme: theme, into: &buffer)
        }
        if let hint = layout.hint { draw(timeline, hint: hint, into: &buffer) }
        return cursor
    }

    private func drawLines(into buffer: inout CellBuffer) {
        let style = theme[.separator]
        if let divider = layout.divider { buffer.fill(divider, with: "|", style: style) }
        guard let rule = layout.rule else { return }
        buffer.fill(rule, with: "-", style: style)
        if let divider = layout.divider {
            buffer.write("+", at: Point(row: rule.row, column: divider.column), style: style)
        }
    }

    private func draw(_ timeline: TimelineState, header: Rect, into buffer: inout CellBuffer) {
        let conversation = timeline.conversation
        let title = NumberText.spaced(conversation.title)
        let detail: String =
            switch conversation.kind {
            case .group where conversation.hasLeft: "group, you left"
            case .group where conversation.id.isProvisional: "group, waits for the server"
            case .group: "group"
            case .direct(let peer): NumberText.spaced(peer.rawValue)
            }
        let room = header.columns - 3 - (detail == title ? 0 : detail.count)
        let shown = TextCells.truncated(title, to: max(0, min(room, header.columns - 2)))
        buffer.write(shown, at: Point(row: header.row, column: header.column + 1), in: header, style: theme[.chatTitle])
        guard detail != title, room >= 8 else { return }
        buffer.writeRight(
            detail, row: header.row, endColumn: header.endColumn - 1, in: header, style: theme[.chatDetail])
    }

    /// Who types on the left, what is below on the right.
    private func draw(_ timeline: TimelineState, hint: Rect, into buffer: inout CellBuffer) {
        var end = hint.endColumn
        if !timeline.isAtBottom, timeline.isLoaded {
            end = buffer.writeRight(
                below, row: hint.row, endColumn: hint.endColumn - 1, in: hint, style: theme[.markBelow])
        }
        let room = end - hint.column - 2
        let text = state.selectionSentence ?? typists(timeline)
        buffer.write(
            TextCells.truncated(text, to: max(0, room)), at: Point(row: hint.row, column: hint.column + 1),
            in: hint, style: theme[.typing])
    }

    private var below: String {
        let key = state.keys.hint(for: .newest, in: .anywhere) ?? ""
        let count = state.unreadInChat
        return count > 0 ? "\(NumberText.grouped(count)) new below  \(key)" : "more below  \(key)"
    }

    private func typists(_ timeline: TimelineState) -> String {
        let users = state.typing.users(in: timeline.conversation.id)
        guard let first = users.first else { return "" }
        let name: String
        if case .direct = timeline.conversation.kind {
            name = firstWord(timeline.conversation.title)
        } else {
            name = timeline.shortName(of: first)
        }
        switch users.count {
        case 1: return "\(name) is typing..."
        case 2: return "\(name) and \(timeline.shortName(of: users[1])) are typing..."
        default: return "\(name) and \(users.count - 1) others are typing..."
        }
    }

    private func firstWord(_ title: String) -> String {
        title.hasPrefix("+") ? NumberText.spaced(title) : String(title.split(separator: " ").first ?? "")
    }

    /// What to do when there is no chat yet.
    func drawWelcome(in area: Rect, into buffer: inout CellBuffer) {
        guard state.list.isLoaded else { return }
        let key = state.keys.hint(for: .find) ?? "Ctrl+K"
        drawSentence(
            "No chats yet. Press \(key) and type a name, or a number like +919876543210.", in: area, into: &buffer)
    }

    private func drawSentence(_ sentence: String, in area: Rect, into buffer: inout CellBuffer) {
        let lines = TextWrap.lines(of: sentence, width: max(1, min(50, area.columns - 4)), limit: area.rows)
        let top = max(0, (area.rows - lines.count) / 2)
        for (offset, line) in lines.enumerated() {
            let column = area.column + max(0, (area.columns - line.columns) / 2)
            buffer.write(
                sentence[line.range], at: Point(row: area.row + top + offset, column: column), in: area,
                style: theme[.chatHint])
        }
    }
}
