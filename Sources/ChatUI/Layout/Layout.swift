import Terminal

/// Where each part of the screen is, for a window size. Source: the interface's break points.
struct Layout: Hashable {
    /// How many panes stand side by side.
    enum Panes: Hashable {
        /// Under 20×4: nothing but a sentence.
        case tooSmall
        case chatOnly
        case listOnly
        case listAndChat
    }

    var panes: Panes
    var topBar: Rect?
    /// The list of chats with its header, without the separator.
    var list: Rect?
    /// The column between list and chat.
    var divider: Rect?
    /// The row with the name of the open chat; nil where the top bar has it.
    var header: Rect?
    var messages: Rect?
    /// The row under the messages: who types, what is new below.
    var hint: Rect?
    /// The row of dashes above the box.
    var rule: Rect?
    var box: Rect?
    var status: Rect?

    var isOnePane: Bool { panes != .listAndChat }
    var showsList: Bool { list != nil }
    var showsChat: Bool { messages != nil }

    /// Columns of the prompt before the box's text.
    static let promptColumns = 3

    /// Whether a window of this size has room for list and chat side by side.
    static func hasTwoPanes(_ size: Size) -> Bool {
        size.columns >= 60 && size.rows >= 6
    }

    /// The box spans the whole window.
    static func boxColumns(_ size: Size) -> Int { size.columns }

    /// Whether a chat belongs on the screen from the start: beside the list, or where nothing but messages fits.
    static func opensWithChat(_ size: Size) -> Bool {
        size.columns >= 60 || size.rows < 6
    }

    /// The rows of text that the box needs decide its height.
    ///
    /// - Parameters:
    ///   - wantsList: whether one pane shows the list rather than the chat.
    ///   - boxRows: rows of the text in the box.
    init(size: Size, wantsList: Bool, boxRows: Int) {
        guard size.columns >= 20, size.rows >= 4 else {
            panes = .tooSmall
            return
        }
        panes = Self.hasTwoPanes(size) ? .listAndChat : wantsList ? .listOnly : .chatOnly
        var rest = Rect(row: 0, column: 0, rows: size.rows, columns: size.columns)
        if size.rows >= 10 { topBar = rest.cutTop(1) }
        if size.rows >= 6 { status = rest.cutBottom(1) }
        if panes != .listOnly {
            box = rest.cutBottom(Self.boxHeight(size, textRows: boxRows))
            if size.rows >= 8 { rule = rest.cutBottom(1) }
        }
        switch panes {
        case .listAndChat:
            list = rest.cutLeft(size.columns < 100 ? 22 : 28)
            divider = rest.cutLeft(1)
            if rest.rows >= 4 { header = rest.cutTop(1) }
            takeMessages(rest)
        case .listOnly:
            list = rest
        default:
            takeMessages(rest)
        }
    }

    private mutating func takeMessages(_ area: Rect) {
        var area = area
        if area.rows >= 4 { hint = area.cutBottom(1) }
        messages = area
    }

    /// One row at least, two or three in tall windows, and a third of the height at most.
    private static func boxHeight(_ size: Size, textRows: Int) -> Int {
        guard size.rows >= 6 else { return 1 }
        let least = size.rows >= 36 ? 3 : size.rows >= 24 ? 2 : 1
        return max(least, min(textRows, size.rows / 3))
    }
}

extension Rect {
    /// Takes the upper `count` rows away and returns them.
    mutating func cutTop(_ count: Int) -> Rect {
        let part = Rect(row: row, column: column, rows: min(count, rows), columns: columns)
        self = Rect(row: row + part.rows, column: column, rows: rows - part.rows, columns: columns)
        return part
    }

    mutating func cutBottom(_ count: Int) -> Rect {
        let taken = min(count, rows)
        let part = Rect(row: endRow - taken, column: column, rows: taken, columns: columns)
        rows -= taken
        return part
    }

    mutating func cutLeft(_ count: Int) -> Rect {
        let part = Rect(row: row, column: column, rows: rows, columns: min(count, columns))
        self = Rect(row: row, column: column + part.columns, rows: rows, columns: columns - part.columns)
        return part
    }

    /// The row `offset` rows below the top.
    func line(_ offset: Int) -> Rect {
        Rect(row: row + offset, column: column, rows: offset < rows ? 1 : 0, columns: columns)
    }
}
