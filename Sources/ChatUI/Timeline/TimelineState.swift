package import ChatModel

/// The open conversation: a bounded window of its messages and the place that is looked at.
///
/// However long a history is, no more than `Window.limit` messages are held; the rest is asked for page by page while
/// the view comes near an end of the window.
package struct TimelineState: Hashable, Sendable {
    /// What the view holds on to while messages come and go.
    package enum Anchor: Hashable, Sendable {
        /// The newest row stays at the bottom.
        case bottom
        /// The row `line` of this message's block stays at the top.
        case top(TimelinePosition, line: Int)
    }

    /// The line between what was read when the chat was opened and what is new.
    package struct NewLine: Hashable, Sendable {
        /// The newest message that was read; nil when nothing was.
        package var after: TimelinePosition?
        package var count: Int
    }

    /// What has been asked for and has not been answered.
    package enum Load: Hashable, Sendable {
        case older
        case newer
        /// The newest page, or again what is on screen.
        case reload
    }

    package var conversation: Conversation
    /// Whose messages are our own, also those that wait for nothing: notices of what we did in a group.
    package let me: UserID
    package var messages: [Message] = []
    package var hasOlder = false
    package var hasNewer = false
    package var names: [UserID: String] = [:]
    /// Whether the first page has come.
    package var isLoaded = false
    package var anchor = Anchor.bottom
    package var newLine: NewLine?
    /// Where the store's read marker was on the latest page.
    package var readMarker: TimelinePosition?
    /// How far `.markRead` was asked for.
    package var markedThrough: TimelinePosition?
    /// Whether the user has done anything since this chat was opened: a chat that the program opened is not read yet.
    package var isAttended: Bool
    package var loads: Set<Load> = []
    /// Whether the store changed during a reload.
    package var isStale = false
    /// The message under the cursor; nil while the keys go elsewhere.
    package var selection: TimelinePosition?

    package init(conversation: Conversation, me: UserID, isAttended: Bool) {
        self.conversation = conversation
        self.me = me
        self.isAttended = isAttended
    }

    package var isAtBottom: Bool { anchor == .bottom && !hasNewer }

    /// Messages of a page: enough for a screen of one-line messages, and at least 100.
    static func pageLimit(rows: Int) -> Int { max(100, rows) }

    /// Messages that are held at most.
    static func windowLimit(rows: Int) -> Int { 3 * pageLimit(rows: rows) }

    /// The index of the first message that is not before `position`; `messages.count` when there is none.
    func index(of position: TimelinePosition) -> Int {
        var low = 0
        var high = messages.count
        while low < high {
            let middle = (low + high) / 2
            if messages[middle].position < position { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The index of the message under the "new" line; nil when it is not in the window.
    var newLineIndex: Int? {
        guard let newLine else { return nil }
        let start = newLine.after.map { index(of: $0) } ?? 0
        guard start > 0 || !hasOlder || messages.first?.position == newLine.after else { return nil }
        return messages[start...].firstIndex { isFromOthers($0) && isAfter(newLine.after, $0.position) }
    }

    func isFromOthers(_ message: Message) -> Bool {
        !message.isOwn && message.sender != me
    }

    private func isAfter(_ marker: TimelinePosition?, _ position: TimelinePosition) -> Bool {
        marker.map { $0 < position } ?? true
    }
}

extension TimelinePosition {
    /// Before everything: the page after it is the oldest one.
    static let distantPast = TimelinePosition(time: Timestamp(milliseconds: .min), sequence: .min, row: .min)
}
