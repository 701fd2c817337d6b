package import Terminal

/// Draws the whole screen into an empty buffer of the state's size.
///
/// - Returns: where the cursor is; nil hides it.
package func draw(_ state: AppState, theme: Theme, into buffer: inout CellBuffer) -> Point? {
    let layout = state.layout()
    buffer.fill(buffer.bounds, style: theme[.text])
    guard layout.panes != .tooSmall else {
        let unread = NumberText.grouped(state.list.totalUnread)
        buffer.write("vartalap: window too small (\(unread) unread)", at: Point(row: 0, column: 0), style: theme[.text])
        return nil
    }
    if let bar = layout.topBar {
        TopBarView(state: state, layout: layout, theme: theme).draw(in: bar, into: &buffer)
    }
    let listCursor = ConversationListView(state: state, layout: layout, theme: theme).draw(into: &buffer)
    let messagesCursor = ChatFrameView(state: state, layout: layout, theme: theme).draw(into: &buffer)
    let boxCursor = layout.box.flatMap { ComposerView(state: state, theme: theme).draw(in: $0, into: &buffer) }
    var cursor = state.focus == .list ? listCursor : boxCursor
    if state.focus == .messages, let hint = layout.hint ?? layout.messages {
        cursor = messagesCursor ?? Point(row: hint.endRow - 1, column: hint.column)
    }
    for layer in state.layers {
        switch layer {
        case .picker(let picker): cursor = PickerView(picker: picker, state: state, theme: theme).draw(into: &buffer)
        case .help(let help): cursor = HelpView(help: help, state: state, theme: theme).draw(into: &buffer)
        case .people(let people): cursor = PeopleView(people: people, state: state, theme: theme).draw(into: &buffer)
        case .members(let members):
            cursor = MembersView(members: members, state: state, theme: theme).draw(into: &buffer)
        case .outbox(let outbox): cursor = OutboxView(outbox: outbox, state: state, theme: theme).draw(into: &buffer)
        case .question: break
        }
    }
    return StatusLineView(state: state, layout: layout, theme: theme).draw(into: &buffer) ?? cursor
}
