import ChatModel

/// The one sign of a chat in the list: what is stuck before what is unread before what was read.
struct ListMark: Hashable {
    var text: String
    var role: Role

    /// - Parameter isOpen: the draft of the open chat is in the box and needs no mark.
    init(_ summary: ConversationSummary, isOpen: Bool = false) {
        let unread = summary.unreadCount > 99 ? "99+" : "\(summary.unreadCount)"
        if summary.hasParked {
            self.init(text: "!", role: .msgStateFailed)
        } else if summary.unreadCount > 0, summary.isMuted {
            self.init(text: "z" + (summary.unreadCount > 99 ? "99" : unread), role: .listMark)
        } else if summary.unreadCount > 0 {
            self.init(text: unread, role: .listUnread)
        } else if summary.hasDraft, !isOpen {
            self.init(text: "d", role: .listMark)
        } else {
            self.init(text: summary.ownState == .read ? "v" : summary.ownState == .queued ? "." : "", role: .listMark)
        }
    }

    private init(text: String, role: Role) {
        self.text = text
        self.role = role
    }

    /// What the marks mean, for the help.
    static let legend: [(mark: String, meaning: String)] = [
        ("3", "unread messages"), ("z3", "unread in a muted chat"), ("d", "unsent text is kept"),
        (".", "waits to be sent"), ("!", "a message could not be sent"), ("v", "your last message was read"),
    ]
}
