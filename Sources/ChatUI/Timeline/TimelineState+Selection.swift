package import ChatModel

/// The message under the cursor while the keys go to the messages.
extension TimelineState {
    package var selected: Message? {
        selectedIndex.map { messages[$0] }
    }

    /// Of a message that is gone the cursor goes to the next.
    var selectedIndex: Int? {
        guard let selection, !messages.isEmpty else { return nil }
        return min(index(of: selection), messages.count - 1)
    }

    /// Puts the cursor on the newest message that can be seen, or keeps it among those that can.
    mutating func keepSelectionVisible(in frame: TimelineFrame) {
        let visible = visibleIndices(in: frame)
        guard let last = visible.last else { return }
        let index = max(visible.lowerBound, min(last, selectedIndex ?? last))
        selection = messages[index].position
    }

    /// To the next message, or a row further within one that does not fit on the screen.
    mutating func moveSelection(by step: Int, in frame: TimelineFrame) {
        guard let index = selectedIndex, frame.height > 0 else { return }
        let top = topPlace(in: frame)
        if step < 0, index == top.index, top.line > 0 { return scrollUp(1, in: frame) }
        if step > 0, rows(from: top, through: index, in: frame) > frame.height { return scrollDown(1, in: frame) }
        let next = max(0, min(messages.count - 1, index + step))
        selection = messages[next].position
        show(next, in: frame)
    }

    /// Scrolls as little as needed for the message to be seen, its beginning before its end.
    private mutating func show(_ index: Int, in frame: TimelineFrame) {
        let top = topPlace(in: frame)
        if index < top.index {
            let rows = self.rows(from: Place(index: index, line: 0), through: top.index - 1, in: frame) + top.line
            return scrollUp(rows, in: frame)
        }
        let end = rows(from: top, through: index, in: frame)
        let start = end - blockRows(at: index, in: frame)
        let excess = min(end - frame.height, start)
        if excess > 0 { scrollDown(excess, in: frame) }
    }

    private func rows(from place: Place, through index: Int, in frame: TimelineFrame) -> Int {
        guard place.index <= index else { return 0 }
        return (place.index...index).reduce(-place.line) { $0 + blockRows(at: $1, in: frame) }
    }
}
