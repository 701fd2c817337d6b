package import ChatModel
package import Terminal

/// Everything the interface knows: `update` changes it, `draw` shows it, nothing else has state.
package struct AppState: Hashable, Sendable {
    /// The part of the screen that the keys go to; typing always goes to the box.
    package enum Focus: Hashable, Sendable {
        case list
        case messages
        case box
    }

    /// What lies over the chat and takes the keys, the newest on top.
    package enum Layer: Hashable, Sendable {
        case picker(PickerState)
        case help(HelpState)
        case people(PeopleState)
        case members(MembersState)
        case outbox(OutboxState)
        case question(Question)
    }

    package let account: Account
    /// The profile's name for the top bar; nil when there is only one.
    package let profile: String?
    package var keys: KeyMap
    package var size: Size
    package var clock = WallClock()
    /// Whether the first loads were asked for.
    package var isStarted = false
    /// Whether the terminal window has the focus; terminals that do not tell are taken to have it.
    package var isTerminalFocused = true
    package var connection = ConnectionState.offline
    /// Why there is no link, as it was told last; it is not told again at each attempt.
    package var toldReason: String?
    /// When something last came from the server.
    package var lastHeard: Timestamp?
    package var sync = SyncState()
    package var outboxWaiting = 0
    package var outboxParked = 0
    /// Changes of groups that wait for the server.
    package var outboxGroupChanges = 0
    package var list = ConversationListState()
    package var timeline: TimelineState?
    package var composer = ComposerState()
    package var typing = TypingState()
    package var focus = Focus.list
    package var layers: [Layer] = []
    package var notice: Notice?
    /// The chat that was open before this one.
    package var lastChat: Conversation?
    /// Where "next unread" began, to return there.
    package var unreadOrigin: Conversation?
    /// Text of chats that were left before their draft or the answer to a send had come.
    package var strays: [ConversationID: StrayText] = [:]
    /// What the terminal's title was set to.
    package var title = ""
    /// When the wake-up that was asked for will come.
    package var nextWake: Timestamp?

    package init(account: Account, profile: String? = nil, size: Size, keys: KeyMap = .standard) {
        self.account = account
        self.profile = profile
        self.size = size
        self.keys = keys
    }
}

/// A sentence in the status line, until the next key.
package struct Notice: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case hint
        case error
        /// What the user has to know of the store or the terminal; the state of the link, which the top bar shows too, waits.
        case news
    }

    /// How long news are seen at least, in milliseconds: whoever is typing when they come would never see them.
    static let newsTime: Int64 = 4000

    package var kind: Kind
    package var text: String
    /// Keys before this time leave it; nil for none.
    package var staysUntil: Timestamp?

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}

extension AppState {
    /// Where everything is. The chat is laid out although the list hides it when `forChat`.
    func layout(forChat: Bool = false) -> Layout {
        let boxWidth = Layout.boxColumns(size) - Layout.promptColumns
        let rows = composer.rows(width: boxWidth, atMost: size.rows / 3)
        return Layout(size: size, wantsList: !forChat && showsListInOnePane, boxRows: rows)
    }

    /// One pane shows the list while it has the keys, or when no chat is open.
    var showsListInOnePane: Bool { focus == .list || timeline == nil }

    /// Whether the user can see the messages of the open chat.
    var isChatVisible: Bool { timeline != nil && layout().showsChat }

    var timelineFrame: TimelineFrame {
        let area = layout(forChat: true).messages
        let isWide = size.columns >= 100
        return TimelineFrame(
            width: area?.columns ?? 0, height: area?.rows ?? 0, style: size.columns >= 80 ? .gutter : .stacked,
            clock: clock, isWide: isWide, nameColumns: timeline?.nameColumns(isWide: isWide) ?? 4)
    }

    /// Whether the open chat counts as read: open, at the bottom, in a focused terminal, and the user is there.
    var isWatching: Bool {
        guard let timeline, timeline.isLoaded, timeline.isAttended, timeline.isAtBottom else { return false }
        return isTerminalFocused && layers.isEmpty && isChatVisible
    }

    /// Unread messages of the open chat, as the list has them.
    var unreadInChat: Int {
        timeline.flatMap { list.summary(of: $0.conversation.id)?.unreadCount } ?? 0
    }
}
