import ChatModel
import Terminal

/// Draws the members of a group.
struct MembersView {
    let members: MembersState
    let state: AppState
    let theme: Theme

    private static let columns = 64
    private static let rows = 18

    /// Rows for members in a window of this size; one is for what there is to say of the selected one.
    static func itemRows(_ size: Size) -> Int {
        max(1, Popup.area(size, columns: columns, rows: rows).rows - 3)
    }

    /// - Returns: where the cursor is.
    func draw(into buffer: inout CellBuffer) -> Point? {
        let area = Popup.area(state.size, columns: Self.columns, rows: Self.rows)
        var inner = Popup.draw(title, in: area, theme: theme, into: &buffer)
        guard inner.rows > 0, inner.columns > 2 else { return nil }
        if inner.rows > 1 { drawDetail(in: inner.cutBottom(1), into: &buffer) }
        let index = members.selectedIndex
        let top = max(0, index - inner.rows + 1)
        for (offset, entry) in members.entries.dropFirst(top).prefix(inner.rows).enumerated() {
            draw(entry, isSelected: top + offset == index, in: inner.line(offset), into: &buffer)
        }
        return Point(row: inner.row + min(index - top, inner.rows - 1), column: inner.column)
    }

    private var title: String {
        let name = members.conversation.title
        guard let page = members.page else { return "\(name): members" }
        let count = page.present.count
        return "\(name): \(NumberText.grouped(count)) \(count == 1 ? "member" : "members")"
    }

    private func draw(
        _ entry: MembersPage.Entry, isSelected: Bool, in area: Rect, into buffer: inout CellBuffer
    ) {
        let style = theme[isSelected ? .popupSelected : .popup]
        buffer.fill(area, style: style)
        let mark = mark(of: entry)
        var end = area.endColumn - 1
        if area.columns >= 50 {
            buffer.write(
                mark, at: Point(row: area.row, column: end - Self.markColumns), in: area, style: style)
            end -= Self.markColumns + 2
            if entry.name != nil || entry.user == state.account.user {
                let number = NumberText.spaced(entry.user.rawValue)
                end = buffer.writeRight(number, row: area.row, endColumn: end, in: area, style: style)
            }
        } else {
            end = buffer.writeRight(mark, row: area.row, endColumn: end, in: area, style: style)
        }
        let name = TextCells.truncated(name(of: entry), to: max(0, end - area.column - 2))
        buffer.write(
            (isSelected ? ">" : " ") + name, at: Point(row: area.row, column: area.column), in: area, style: style)
    }

    private static let markColumns = 14

    /// The role, or what the server has still to be told.
    private func mark(of entry: MembersPage.Entry) -> String {
        switch entry.pending {
        case .addition: "added, waits"
        case .removal: "removed, waits"
        case nil: entry.role == .admin ? "admin" : ""
        }
    }

    private func name(of entry: MembersPage.Entry) -> String {
        entry.user == state.account.user ? "you" : entry.name ?? NumberText.spaced(entry.user.rawValue)
    }

    /// What there is to say of the selected one, in the last row.
    private func drawDetail(in area: Rect, into buffer: inout CellBuffer) {
        let text = TextCells.truncated(detail, to: max(0, area.columns - 2))
        buffer.write(
            text, at: Point(row: area.row, column: area.column + 1), in: area, style: theme[.inputPlaceholder])
    }

    private var detail: String {
        guard members.page != nil else { return "" }
        if members.conversation.hasLeft { return "You are not in this group any more." }
        if members.conversation.id.isProvisional { return "The group waits for the server to make it." }
        guard let entry = members.selected else { return "Nobody is known to be in this group." }
        switch entry.pending {
        case .addition: return "\(name(of: entry)): the server has not been told yet."
        case .removal: return "\(name(of: entry)): the server has not been told of the removal yet."
        case nil: break
        }
        if entry.user == state.account.user { return entry.role == .admin ? "You are an admin." : "You are a member." }
        let number = NumberText.spaced(entry.user.rawValue)
        return state.size.columns < 60 && entry.name != nil ? number : ""
    }
}
