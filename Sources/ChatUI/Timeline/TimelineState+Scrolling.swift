import ChatModel

/// Moving the view. Everything is measured in rows of the frame, from the messages near the view only.
extension TimelineState {
    /// A row of the timeline: a message and a row within its block.
    struct Place: Hashable {
        var index: Int
        var line: Int
    }

    /// The row at the top of the view.
    func topPlace(in frame: TimelineFrame) -> Place {
        guard case .top(let position, let line) = anchor, !messages.isEmpty else { return bottomPlace(in: frame) }
        let index = min(index(of: position), messages.count - 1)
        let isSame = messages[index].position == position
        return Place(index: index, line: isSame ? min(line, blockRows(at: index, in: frame) - 1) : 0)
    }

    /// The messages that are at least partly in the view.
    func visibleIndices(in frame: TimelineFrame) -> Range<Int> {
        guard !messages.isEmpty else { return 0..<0 }
        let top = topPlace(in: frame)
        var rows = -top.line
        var end = top.index
        while end < messages.count, rows < frame.height {
            rows += blockRows(at: end, in: frame)
            end += 1
        }
        return top.index..<max(end, top.index)
    }

    /// Moves the view towards older messages.
    mutating func scrollUp(_ rows: Int, in frame: TimelineFrame) {
        guard !messages.isEmpty, frame.height > 0 else { return }
        let top = place(rows, above: topPlace(in: frame), in: frame)
        settle(at: top, in: frame)
    }

    /// Moves the view towards newer messages; at the end it stays with the newest.
    mutating func scrollDown(_ rows: Int, in frame: TimelineFrame) {
        guard !messages.isEmpty, frame.height > 0 else { return }
        var place = topPlace(in: frame)
        var rest = rows
        while rest > 0 {
            let left = blockRows(at: place.index, in: frame) - place.line
            if rest < left {
                place.line += rest
                break
            }
            guard place.index + 1 < messages.count else { break }
            rest -= left
            place = Place(index: place.index + 1, line: 0)
        }
        settle(at: place, in: frame)
    }

    /// Rows of the blocks from `index` on, counted no further than `limit`.
    func blockRows(from index: Int, atMost limit: Int, in frame: TimelineFrame) -> Int {
        var rows = 0
        for index in index..<max(index, messages.count) where rows < limit {
            rows += blockRows(at: index, in: frame)
        }
        return rows
    }

    /// A view that was anchored before there was anything above it leaves no rows empty.
    mutating func fillView(in frame: TimelineFrame) {
        guard case .top = anchor, !messages.isEmpty, frame.height > 0 else { return }
        settle(at: topPlace(in: frame), in: frame)
    }

    /// Anchors the view at `top`, or at the bottom when nothing is below it.
    private mutating func settle(at top: Place, in frame: TimelineFrame) {
        let bottom = bottomPlace(in: frame)
        let isAtEnd = (top.index, top.line) >= (bottom.index, bottom.line)
        if isAtEnd, !hasNewer {
            anchor = .bottom
        } else {
            let place = isAtEnd ? bottom : top
            anchor = .top(messages[place.index].position, line: place.line)
        }
    }

    /// The top row when the newest row of the window is at the bottom of the view.
    private func bottomPlace(in frame: TimelineFrame) -> Place {
        guard let last = messages.indices.last else { return Place(index: 0, line: 0) }
        let end = Place(index: last, line: blockRows(at: last, in: frame))
        return place(frame.height, above: end, in: frame)
    }

    private func place(_ rows: Int, above place: Place, in frame: TimelineFrame) -> Place {
        var place = place
        var rest = rows
        while rest > place.line, place.index > 0 {
            rest -= place.line
            place.index -= 1
            place.line = blockRows(at: place.index, in: frame)
        }
        place.line = max(0, place.line - rest)
        return place
    }
}
