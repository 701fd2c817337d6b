import ChatModel
import Terminal

/// Draws what waits: whose, since when, what, and why.
struct OutboxView {
    let outbox: OutboxState
    let state: AppState
    let theme: Theme

    private static let columns = 110

    /// The frame, as high as the window allows or as is needed for `entries`.
    private static func area(_ size: Size, entries: Int = 200) -> Rect {
        let height = Popup.area(size, columns: columns, rows: 200).columns < narrowColumns ? 2 : 1
        return Popup.area(size, columns: columns, rows: min(200, max(8, height * entries + 4)))
    }

    private static let narrowColumns = 70

    private static func isNarrow(_ size: Size) -> Bool { area(size).columns < narrowColumns }

    /// Rows at the bottom for the whole reason of the entry under the cursor.
    private static func detailRows(_ size: Size) -> Int {
        let inner = area(size).rows - 2
        return inner >= 8 ? 2 : inner >= 4 ? 1 : 0
    }

    /// Entries that fit in a window of this size: one a row, or with the text in a second row in narrow windows.
    static func itemRows(_ size: Size) -> Int {
        let rows = area(size).rows - 2 - detailRows(size)
        return max(1, isNarrow(size) ? rows / 2 : rows)
    }

    /// - Returns: where the cursor is.
    func draw(into buffer: inout CellBuffer) -> Point? {
        let area = Self.area(state.size, entries: isWhole ? outbox.entries.count : 200)
        var inner = Popup.draw(title, in: area, theme: theme, into: &buffer)
        guard inner.rows > 0, inner.columns > 2 else { return nil }
        let detail = inner.cutBottom(min(Self.detailRows(state.size), inner.rows / 2))
        guard !outbox.entries.isEmpty else {
            if outbox.isLoaded {
                let sentence =
                    state.outboxGroupChanges > 0
                    ? "No message waits. Group members show what the server has still to be told."
                    : "Nothing waits: the server has everything."
                write(sentence, in: inner, .inputPlaceholder, into: &buffer)
            }
            return Point(row: inner.row, column: inner.column)
        }
        drawDetail(in: detail, into: &buffer)
        let height = Self.isNarrow(state.size) ? 2 : 1
        var cursor: Point?
        for (offset, entry) in outbox.entries.dropFirst(outbox.top).prefix(Self.itemRows(state.size)).enumerated() {
            let isSelected = outbox.top + offset == outbox.selectedIndex
            let line = inner.line(offset * height)
            if isSelected { cursor = Point(row: line.row, column: line.column) }
            if height == 2 {
                drawNarrow(entry, isSelected, in: line, below: inner.line(offset * 2 + 1), into: &buffer)
            } else {
                draw(entry, isSelected, in: line, into: &buffer)
            }
        }
        return cursor
    }

    /// Whether all there is can be shown at once.
    private var isWhole: Bool { !outbox.hasOlder && !outbox.hasNewer }

    private var title: String {
        let parked = state.outboxParked > 0 ? ", \(NumberText.grouped(state.outboxParked)) parked" : ""
        let changes = state.outboxGroupChanges
        let groups = changes > 0 ? ", \(NumberText.grouped(changes)) group \(changes == 1 ? "change" : "changes")" : ""
        return "Outbox: \(NumberText.grouped(state.outboxWaiting)) waiting\(parked)\(groups)"
    }

    private func draw(_ entry: OutboxEntry, _ isSelected: Bool, in area: Rect, into buffer: inout CellBuffer) {
        let style = theme[isSelected ? .popupSelected : .popup]
        buffer.fill(area, style: style)
        let chat = TextCells.truncated(title(of: entry), to: 16)
        buffer.write(
            (isSelected ? ">" : " ") + chat, at: Point(row: area.row, column: area.column), in: area, style: style)
        buffer.writeRight(
            state.clock.age(since: entry.time), row: area.row, endColumn: area.column + 25, in: area, style: style)
        let reasonColumns = min(36, (area.columns - 27) / 2)
        let reasonStart = area.endColumn - reasonColumns
        let text = TextCells.truncated(firstLine(entry), to: max(0, reasonStart - area.column - 28))
        buffer.write(text, at: Point(row: area.row, column: area.column + 26), in: area, style: style)
        let words = reason(of: entry)
        let short = words.hasPrefix("waits: ") ? String(words.dropFirst(7)) : words
        let reason = TextCells.truncated(short, to: reasonColumns - 1)
        let reasonStyle = isSelected ? style : theme[role(of: entry)]
        buffer.write(reason, at: Point(row: area.row, column: reasonStart), in: area, style: reasonStyle)
    }

    private func drawNarrow(
        _ entry: OutboxEntry, _ isSelected: Bool, in area: Rect, below: Rect, into buffer: inout CellBuffer
    ) {
        let style = theme[isSelected ? .popupSelected : .popup]
        buffer.fill(area, style: style)
        buffer.fill(below, style: style)
        let word = WaitReason(connection: state.connection, clock: state.clock).word(
            entry.state, isFirst: entry.isFirst)
        let end = buffer.writeRight(
            "\(state.clock.age(since: entry.time))  \(word)", row: area.row, endColumn: area.endColumn - 1, in: area,
            style: style)
        let chat = TextCells.truncated(title(of: entry), to: max(0, end - area.column - 2))
        buffer.write(
            (isSelected ? ">" : " ") + chat, at: Point(row: area.row, column: area.column), in: area, style: style)
        let text = TextCells.truncated(firstLine(entry), to: max(0, area.columns - 3))
        buffer.write(text, at: Point(row: below.row, column: below.column + 2), in: below, style: style)
    }

    private func drawDetail(in area: Rect, into buffer: inout CellBuffer) {
        guard area.rows > 0, let entry = outbox.selected else { return }
        let tries = entry.attempts > 0 ? " (\(entry.attempts) \(entry.attempts == 1 ? "try" : "tries"))" : ""
        let text = reason(of: entry) + tries
        for (offset, line) in TextWrap.lines(of: text, width: max(1, area.columns - 2), limit: area.rows).prefix(
            area.rows
        ).enumerated() {
            write(String(text[line.range]).trimmed, in: area.line(offset), .inputPlaceholder, into: &buffer)
        }
    }

    private func write(_ text: String, in area: Rect, _ role: Role, into buffer: inout CellBuffer) {
        buffer.write(
            TextCells.truncated(text, to: max(0, area.columns - 2)), at: Point(row: area.row, column: area.column + 1),
            in: area, style: theme[role])
    }

    private func title(of entry: OutboxEntry) -> String { NumberText.spaced(entry.conversation.title) }

    private func firstLine(_ entry: OutboxEntry) -> String {
        String(entry.text.prefix(300).split(whereSeparator: \.isNewline).first ?? "")
    }

    private func reason(of entry: OutboxEntry) -> String {
        WaitReason(connection: state.connection, clock: state.clock).words(
            entry.state, parkReason: entry.parkReason, isFirst: entry.isFirst,
            isForNewGroup: entry.conversation.id.isProvisional)
    }

    private func role(of entry: OutboxEntry) -> Role {
        entry.state == .parked ? .msgStateFailed : .popup
    }
}
