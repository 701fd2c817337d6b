import ChatModel
import Terminal

/// The rows of one message with what stands above it: date line, "new" line, sender.
///
/// Built from the message and its neighbour before it alone, so that a screen costs what is on it.
struct TimelineBlock {
    let timeline: TimelineState
    let frame: TimelineFrame
    let newLineIndex: Int?
    let wording: StateWording

    init(_ timeline: TimelineState, frame: TimelineFrame, wording: StateWording = StateWording()) {
        self.timeline = timeline
        self.frame = frame
        self.wording = wording
        newLineIndex = timeline.newLineIndex
    }

    /// Messages of one sender no further apart than this stand under one name.
    static let groupMilliseconds: Int64 = 5 * 60_000

    /// - Parameter isTop: whether the view begins here: then the sender is named in the gutter in any case.
    func lines(at index: Int, isTop: Bool = false) -> [StyledLine] {
        let message = timeline.messages[index]
        var lines: [StyledLine] = []
        if startsDay(index) { lines.append(rule(frame.clock.date(message.time), dashes: 10, .markDate)) }
        if index == newLineIndex, let count = timeline.newLine?.count {
            if frame.style == .gutter, frame.height >= 8, index > 0, lines.isEmpty { lines.append(StyledLine()) }
            lines.append(rule("\(NumberText.grouped(count)) new", dashes: 18, .markNew))
        }
        let heading = lines.count
        let isGrouped = isGrouped(index) && !(isTop && frame.style == .gutter)
        switch message.body {
        case .text(let text):
            lines += spoken(text, message, isGrouped: isGrouped)
        case .unsupported(let type, _):
            lines += spoken("[\(type): not supported]", message, isGrouped: isGrouped, role: .msgSystem)
        case .groupChange(let change):
            lines += report(timeline.sentence(for: change, by: message), message)
        }
        if timeline.selection == message.position { select(&lines, from: heading) }
        return lines.map { line in
            var line = line
            line.message = message.row
            return line
        }
    }

    /// Marks the rows of the message under the cursor: by a sign, since colour alone is not enough.
    private func select(_ lines: inout [StyledLine], from start: Int) {
        for index in start..<lines.count { lines[index].isSelected = true }
        if start < lines.count {
            lines[start].spans.insert(StyledLine.Span(column: 0, text: ">", role: .msgSelected), at: 0)
        }
    }

    // MARK: What stands above a message

    private func startsDay(_ index: Int) -> Bool {
        guard index > 0 else { return !timeline.hasOlder }
        return frame.clock.day(of: timeline.messages[index - 1].time)
            != frame.clock.day(of: timeline.messages[index].time)
    }

    private func isGrouped(_ index: Int) -> Bool {
        guard index > 0, index != newLineIndex, !startsDay(index) else { return false }
        let previous = timeline.messages[index - 1]
        let message = timeline.messages[index]
        if case .groupChange = previous.body { return false }
        return previous.sender == message.sender
            && message.time.milliseconds(since: previous.time) <= Self.groupMilliseconds
    }

    private func rule(_ text: String, dashes: Int, _ role: Role) -> StyledLine {
        let columns = TextCells.columns(of: text) + 2
        let room = max(0, frame.width - columns - 4) / 2
        let narrow = frame.style == .stacked ? dashes * 2 / 3 : dashes
        let dashes = String(repeating: "-", count: min(narrow, room))
        var line = StyledLine()
        line.add("\(dashes) \(text) \(dashes)", at: max(0, (frame.width - columns - 2 * dashes.count) / 2), role)
        return line
    }

    // MARK: The message

    private func spoken(_ text: String, _ message: Message, isGrouped: Bool, role: Role? = nil) -> [StyledLine] {
        let textColumn = frame.textColumn
        let width = frame.textWidth(isOwn: message.isOwn)
        let body = MessageText(text, role: role ?? (message.isOwn ? .msgOwn : .msgOther))
        var lines = body.lines(width: width, at: textColumn)
        switch frame.style {
        case .gutter:
            lines[0].spans.insert(contentsOf: gutter(message, isGrouped: isGrouped), at: 0)
            lines[0].spans += stateSpans(message, isShort: false)
        case .stacked where isGrouped:
            lines[lines.count - 1].spans += stateSpans(message, isShort: true)
        case .stacked:
            lines.insert(header(message), at: 0)
        }
        return lines + reason(message, at: textColumn)
    }

    private func gutter(_ message: Message, isGrouped: Bool) -> [StyledLine.Span] {
        var line = StyledLine()
        line.add(frame.clock.time(message.time), at: 1, .msgTime)
        if !isGrouped {
            let name = message.isOwn ? "you" : timeline.shortName(of: message.sender)
            let role: Role = message.isOwn ? .msgNameOwn : .msgNameOther
            line.add(TextCells.truncated(name, to: frame.nameColumns), at: frame.nameColumn, role)
        }
        return line.spans
    }

    private func header(_ message: Message) -> StyledLine {
        let time = frame.clock.time(message.time)
        let state = stateSpans(message, isShort: false)
        let end = state.first?.column ?? frame.width
        let name = message.isOwn ? "you" : timeline.headerName(of: message.sender)
        let shown = TextCells.truncated(name, to: max(0, end - 3 - time.utf8.count))
        var line = StyledLine()
        line.add(shown, at: 1, message.isOwn ? .msgNameOwn : .msgNameOther)
        line.add(time, at: 2 + TextCells.columns(of: shown), .msgTime)
        line.spans += state
        return line
    }

    private func stateSpans(_ message: Message, isShort: Bool) -> [StyledLine.Span] {
        guard let state = message.state else { return [] }
        let word = isShort ? wording.mark(message, state) : wording.word(message, state, clock: frame.clock)
        let margin = isShort ? TimelineFrame.margin : 2
        let column = frame.width - margin - TextCells.columns(of: word)
        return [StyledLine.Span(column: max(0, column), text: Substring(word), role: wording.role(state))]
    }

    /// Why a message is parked, under it.
    private func reason(_ message: Message, at column: Int) -> [StyledLine] {
        guard message.state == .parked, let reason = message.parkReason else { return [] }
        let width = frame.textWidth(isOwn: false)
        return MessageText("not sent: \(reason)", role: .msgStateFailed).lines(width: width, at: column)
    }

    /// Something that nobody said, in the middle.
    private func report(_ sentence: String, _ message: Message) -> [StyledLine] {
        let lines = TextWrap.lines(of: sentence, width: max(1, frame.width - 4))
        return lines.map { row in
            var line = StyledLine()
            line.add(sentence[row.range], at: max(0, (frame.width - row.columns) / 2), .msgSystem)
            return line
        }
    }
}

extension TimelineState {
    /// Rows of the block of one message.
    func blockRows(at index: Int, in frame: TimelineFrame) -> Int {
        TimelineBlock(self, frame: frame).lines(at: index).count
    }
}
