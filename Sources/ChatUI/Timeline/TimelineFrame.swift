/// What the rows of a timeline depend on besides its messages: the size of the pane and how senders are shown.
struct TimelineFrame: Hashable {
    /// How a message is laid out.
    enum Style: Hashable {
        /// Time and sender in columns beside the text.
        case gutter
        /// Sender and time in a row above the text.
        case stacked
    }

    var width: Int
    var height: Int
    var style: Style
    var clock: WallClock
    /// Whether there is room between the columns.
    var isWide: Bool
    /// Columns of the sender's name in the gutter.
    var nameColumns = 4

    /// Where the sender's name begins in the gutter, after the time.
    var nameColumn: Int { isWide ? 8 : 7 }

    /// Columns kept for the delivery state of an own message, with the gap before it.
    var stateColumns: Int { style == .gutter ? 10 : 3 }

    /// The columns on the right that stay empty.
    static let margin = 1

    /// Where the text of a message begins.
    var textColumn: Int {
        style == .stacked ? 2 : nameColumn + nameColumns + (isWide ? 3 : 2)
    }

    /// The columns of a message's text.
    func textWidth(isOwn: Bool) -> Int {
        max(1, width - textColumn - Self.margin - (isOwn ? stateColumns : 0))
    }
}
