/// What a piece of the screen is for; themes give roles a style, so that no view knows a colour.
///
/// The raw value is the name in theme files. A role that a theme leaves out looks like its `base`.
package enum Role: String, CaseIterable, Hashable, Sendable {
    case text
    case bar
    case barOffline = "bar.offline"
    case separator
    case status
    case listHeader = "list.header"
    case listName = "list.name"
    case listUnread = "list.unread"
    case listSelected = "list.selected"
    case listMark = "list.mark"
    case listTime = "list.time"
    case listPreview = "list.preview"
    case chatTitle = "chat.title"
    case chatDetail = "chat.detail"
    case chatHint = "chat.hint"
    case msgOwn = "msg.own"
    case msgOther = "msg.other"
    case msgNameOwn = "msg.name.own"
    case msgNameOther = "msg.name.other"
    case msgTime = "msg.time"
    case msgState = "msg.state"
    case msgStateQueued = "msg.state.queued"
    case msgStateSending = "msg.state.sending"
    case msgStateRetry = "msg.state.retry"
    case msgStateFailed = "msg.state.failed"
    case msgStateSent = "msg.state.sent"
    case msgStateDelivered = "msg.state.delivered"
    case msgStateRead = "msg.state.read"
    case msgSystem = "msg.system"
    case msgQuote = "msg.quote"
    case msgLink = "msg.link"
    case msgCode = "msg.code"
    case msgSelected = "msg.selected"
    case markNew = "mark.new"
    case markDate = "mark.date"
    case markBelow = "mark.below"
    case typing
    case input
    case inputPrompt = "input.prompt"
    case inputPlaceholder = "input.placeholder"
    case popup
    case popupTitle = "popup.title"
    case popupSelected = "popup.selected"
    case helpKey = "help.key"
    case helpHeading = "help.heading"
    case error
    case warn
    case ok
    case qaIn = "qa.in"
    case qaOut = "qa.out"
    case qaFault = "qa.fault"
}

extension Role {
    /// The role whose style this one has when a theme says nothing; nil for `text`.
    package var base: Role? {
        switch self {
        case .text: nil
        case .barOffline: .bar
        case .listUnread, .listSelected, .listMark, .listTime, .listPreview: .listName
        case .chatDetail, .chatHint: .separator
        case .msgNameOwn, .msgTime, .msgState: .msgOwn
        case .msgNameOther, .msgSystem, .msgQuote, .msgLink, .msgCode, .msgSelected: .msgOther
        case .msgStateQueued, .msgStateSending, .msgStateRetry, .msgStateFailed, .msgStateSent, .msgStateDelivered:
            .msgState
        case .msgStateRead: .msgStateDelivered
        case .markBelow: .markNew
        case .markDate, .typing: .separator
        case .inputPrompt, .inputPlaceholder: .input
        case .popupTitle, .popupSelected, .helpKey, .helpHeading: .popup
        default: .text
        }
    }
}
