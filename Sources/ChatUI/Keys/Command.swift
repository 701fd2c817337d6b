/// Everything that a key can do; the raw value is the name for configuration and palette.
package enum Command: String, CaseIterable, Hashable, Sendable {
    // Anywhere
    case find
    case help
    case nextChat = "next-chat"
    case previousChat = "previous-chat"
    case nextUnread = "next-unread"
    case openNumbered = "open-numbered"
    case lastChat = "last-chat"
    case members
    case outbox
    case newGroup = "new-group"
    case focusNext = "focus-next"
    case focusPrevious = "focus-previous"
    case pageUp = "page-up"
    case pageDown = "page-down"
    case oldest
    case newest
    case redraw
    case clear
    case back
    case quit

    // In the box
    case send
    case newline
    case moveLeft = "move-left"
    case moveRight = "move-right"
    case moveWordLeft = "move-word-left"
    case moveWordRight = "move-word-right"
    case moveLineStart = "move-line-start"
    case moveLineEnd = "move-line-end"
    case moveUp = "move-up"
    case moveDown = "move-down"
    case olderText = "older-text"
    case newerText = "newer-text"
    case deleteBack = "delete-back"
    case deleteForward = "delete-forward"
    case killWordBack = "kill-word-back"
    case killWordForward = "kill-word-forward"
    case killLineStart = "kill-line-start"
    case yank
    case undo

    // In lists and other things that have rows
    case up
    case down
    case first
    case last
    case open
    case filter

    // With messages that wait
    case retry
    case retryAll = "retry-all"
    case cancel

    // With people
    case mark
    case goOn = "go-on"
    case add
    case remove
    case leave
    case rename

    // In questions
    case accept
    case edit
}

extension Command {
    /// What the help says of it: what happens, in the user's words.
    package var summary: String {
        switch self {
        case .find: "find a chat, contact or group"
        case .help: "this help"
        case .nextChat: "next chat"
        case .previousChat: "previous chat"
        case .nextUnread: "next unread chat, and back when none is left"
        case .openNumbered: "chat 1 to 9 of the list"
        case .lastChat: "the chat before this one again"
        case .members: "the group's members"
        case .outbox: "what waits to be sent"
        case .newGroup: "new group"
        case .focusNext: "list, messages, box: go on"
        case .focusPrevious: "list, messages, box: go back"
        case .pageUp: "a page up"
        case .pageDown: "a page down"
        case .oldest: "oldest message"
        case .newest: "newest message"
        case .redraw: "repaint the screen"
        case .clear: "clear the box; again: bring the text back; empty: quit"
        case .back: "close what is open; from the box to the messages and back"
        case .quit: "quit"
        case .send: "send"
        case .newline: "new line"
        case .moveLeft: "left"
        case .moveRight: "right"
        case .moveWordLeft: "word left"
        case .moveWordRight: "word right"
        case .moveLineStart: "start of the line"
        case .moveLineEnd: "end of the line"
        case .moveUp: "row up"
        case .moveDown: "row down"
        case .olderText: "text sent before"
        case .newerText: "text sent after"
        case .deleteBack: "delete back"
        case .deleteForward: "delete forward"
        case .killWordBack: "delete the word before"
        case .killWordForward: "delete the word after"
        case .killLineStart: "delete to the start of the line"
        case .yank: "put back what was deleted last"
        case .undo: "undo"
        case .up: "up"
        case .down: "down"
        case .first: "first"
        case .last: "last"
        case .open: "open"
        case .filter: "filter the list"
        case .retry: "send it again now"
        case .retryAll: "send everything again now"
        case .cancel: "take it back"
        case .mark: "mark, or take the mark away"
        case .goOn: "go on with those who are marked"
        case .add: "add people"
        case .remove: "remove from the group"
        case .leave: "leave the group"
        case .rename: "rename the group"
        case .accept: "yes"
        case .edit: "put it into the box"
        }
    }
}
