package import ChatModel

/// A window of one timeline, oldest first.
package struct TimelinePage: Hashable, Sendable {
    package var request: TimelineRequest
    package var messages: [Message]
    package var hasOlder: Bool
    package var hasNewer: Bool
    /// Display names of everybody who speaks or is spoken of in `messages`; missing ones are shown by number.
    package var names: [UserID: String]
    /// The stored read marker when the page was read; nil when nothing was ever read.
    package var readMarker: TimelinePosition?

    package init(
        request: TimelineRequest, messages: [Message], hasOlder: Bool, hasNewer: Bool, names: [UserID: String],
        readMarker: TimelinePosition?
    ) {
        self.request = request
        self.messages = messages
        self.hasOlder = hasOlder
        self.hasNewer = hasNewer
        self.names = names
        self.readMarker = readMarker
    }
}

/// Which window of which timeline to load.
package struct TimelineRequest: Hashable, Sendable {
    package enum Window: Hashable, Sendable {
        case newest
        /// The page that ends just before the position.
        case before(TimelinePosition)
        /// The page that begins just after the position.
        case after(TimelinePosition)
        /// The page that begins at the position, for loading again what is on screen.
        case from(TimelinePosition)
    }

    package var conversation: ConversationID
    package var window: Window
    /// Messages at most.
    package var limit: Int

    package init(conversation: ConversationID, window: Window, limit: Int) {
        self.conversation = conversation
        self.window = window
        self.limit = limit
    }
}
