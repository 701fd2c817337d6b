import ChatModel
import Terminal

/// Draws the popup that marks several people.
struct PeopleView {
    let people: PeopleState
    let state: AppState
    let theme: Theme

    private static let columns = 60
    private static let rows = 18

    /// Rows for people in a window of this size, under the query and those who are marked.
    static func itemRows(_ size: Size) -> Int {
        max(1, Popup.area(size, columns: columns, rows: rows).rows - 4)
    }

    /// - Returns: where typing goes on.
    func draw(into buffer: inout CellBuffer) -> Point? {
        let area = Popup.area(state.size, columns: Self.columns, rows: Self.rows)
        var inner = Popup.draw(title, in: area, theme: theme, into: &buffer)
        guard inner.rows > 0, inner.columns > 2 else { return nil }
        let end = drawField(in: inner.cutTop(1), into: &buffer)
        switch people.step {
        case .people:
            if inner.rows > 1 { drawLine(chosenLine, in: inner.cutTop(1), into: &buffer) }
            drawItems(in: inner, into: &buffer)
        case .name:
            drawParagraph("With \(names) and you.", in: inner, into: &buffer)
        }
        return end
    }

    private var title: String {
        switch (people.purpose, people.step) {
        case (.newGroup, .people): "New group: who is in it?"
        case (.newGroup, .name): "New group: what is it called?"
        case (.addition(let conversation), _): "Add to \(conversation.title)"
        }
    }

    private func drawField(in field: Rect, into buffer: inout CellBuffer) -> Point {
        let start = Point(row: field.row, column: field.column + 1)
        buffer.write("> ", at: start, in: field, style: theme[.popup])
        let text = Point(row: field.row, column: field.column + 3)
        guard !people.input.isEmpty else {
            let hint = people.step == .people ? "type a name or a number" : "type the group's name"
            buffer.write(hint, at: text, in: field, style: theme[.inputPlaceholder])
            return Point(row: field.row, column: min(text.column, field.endColumn - 1))
        }
        buffer.write(people.input.text, at: text, in: field, style: theme[.popup])
        let cursor = text.column + TextCells.columns(of: people.input.textBeforeCursor)
        return Point(row: field.row, column: min(cursor, field.endColumn - 1))
    }

    private func drawItems(in area: Rect, into buffer: inout CellBuffer) {
        if people.items.isEmpty {
            drawParagraph("Nobody found. A number like +919876543210 is taken as it is.", in: area, into: &buffer)
        }
        let top = max(0, people.selection - area.rows + 1)
        for (offset, person) in people.items.dropFirst(top).prefix(area.rows).enumerated() {
            draw(person, isSelected: top + offset == people.selection, in: area.line(offset), into: &buffer)
        }
    }

    private func draw(_ person: PeopleState.Person, isSelected: Bool, in area: Rect, into buffer: inout CellBuffer) {
        let style = theme[isSelected ? .popupSelected : .popup]
        buffer.fill(area, style: style)
        var end = area.endColumn - 1
        if person.name != nil, area.columns >= 50 {
            let number = NumberText.spaced(person.user.rawValue)
            end = buffer.writeRight(number, row: area.row, endColumn: end, in: area, style: style)
        }
        let mark = (isSelected ? ">" : " ") + (people.isChosen(person) ? "[x] " : "[ ] ")
        let title = TextCells.truncated(person.title, to: max(0, end - area.column - 6))
        buffer.write(mark + title, at: Point(row: area.row, column: area.column), in: area, style: style)
    }

    private var chosenLine: String {
        guard !people.chosen.isEmpty else { return "Nobody is marked yet." }
        return "\(NumberText.grouped(people.chosen.count)) marked: \(names)"
    }

    /// The marked ones by name, the first few when they are many.
    private var names: String {
        let names = people.chosen.prefix(8).map(\.title).joined(separator: ", ")
        let rest = people.chosen.count - 8
        return rest > 0 ? "\(names) and \(NumberText.grouped(rest)) more" : names
    }

    private func drawLine(_ text: String, in area: Rect, into buffer: inout CellBuffer) {
        buffer.write(
            TextCells.truncated(text, to: max(0, area.columns - 2)), at: Point(row: area.row, column: area.column + 1),
            in: area, style: theme[.inputPlaceholder])
    }

    private func drawParagraph(_ text: String, in area: Rect, into buffer: inout CellBuffer) {
        let lines = TextWrap.lines(of: text, width: max(1, area.columns - 2), limit: area.rows)
        for (offset, line) in lines.prefix(area.rows).enumerated() {
            let row = area.line(offset)
            buffer.write(
                text[line.range], at: Point(row: row.row, column: row.column + 1), in: row,
                style: theme[.inputPlaceholder])
        }
    }
}
