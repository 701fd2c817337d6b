import ChatModel
import Terminal

/// Opening, leaving and going between chats.
extension AppState {
    /// Makes `conversation` the open chat, with the keys in its box.
    ///
    /// - Parameter byUser: false when the program opens it: then it is not read before the user does something.
    mutating func open(_ conversation: Conversation, byUser: Bool) -> [AppEffect] {
        if byUser || focus != .list || timeline == nil { focus = .box }
        list.selection = conversation.id
        guard timeline?.conversation.id != conversation.id else { return [] }
        let effects = leaveChat()
        lastChat = timeline?.conversation
        timeline = TimelineState(conversation: conversation, me: account.user, isAttended: byUser)
        let history = composer.history
        composer = ComposerState()
        composer.history = history
        let rows = timelineFrame.height
        let load = timeline?.reload(rows: rows) ?? []
        return effects + load + [.loadDraft(conversation.id)]
    }

    /// Opens `conversation` with the message at `position` under the cursor.
    mutating func open(_ conversation: Conversation, at position: TimelinePosition) -> [AppEffect] {
        let isOpen = timeline?.conversation.id == conversation.id
        var effects = isOpen ? [] : open(conversation, byUser: true)
        focus = .messages
        let frame = timelineFrame
        // The newest page that opening a chat asks for is of no use here.
        effects.removeAll { if case .loadTimeline = $0 { true } else { false } }
        effects += timeline?.jump(to: position, rows: frame.height) ?? []
        timeline?.fillView(in: frame)
        return effects
    }

    /// The server has named a new group: what was of its provisional id is of the new one.
    mutating func rename(_ id: ConversationID, to conversation: Conversation) -> [AppEffect] {
        guard id != conversation.id else { return [] }
        if list.selection == id { list.selection = conversation.id }
        if lastChat?.id == id { lastChat = conversation }
        if let stray = strays.removeValue(forKey: id) { strays[conversation.id] = stray }
        for index in layers.indices {
            if case .members(var members) = layers[index], members.conversation.id == id {
                members.conversation = conversation
                layers[index] = .members(members)
            }
        }
        guard timeline?.conversation.id == id else { return list.reload() }
        timeline?.conversation = conversation
        timeline?.forgetLoads()
        let rows = timelineFrame.height
        return list.reload() + (timeline?.reload(rows: rows) ?? [])
    }

    /// Keeps what is in the box and stops the typing notice.
    private mutating func leaveChat() -> [AppEffect] {
        guard let chat = timeline?.conversation.id else { return [] }
        var effects: [AppEffect] = composer.signal.stops() ? [.sendTyping(false, chat)] : []
        if composer.isDraftLoaded {
            effects.append(.saveDraft(composer.unsent, chat))
        } else if !composer.unsent.isEmpty {
            strays[chat, default: StrayText()].after += composer.unsent
        }
        return effects
    }

    /// A draft for the open chat goes into the box; one for a chat that was left is joined with the text left there.
    mutating func takeDraft(_ draft: String, of conversation: ConversationID) -> [AppEffect] {
        if timeline?.conversation.id == conversation {
            let stray = strays.removeValue(forKey: conversation)
            guard !composer.isDraftLoaded else { return [] }
            let hasTyped = !composer.input.isEmpty || stray != nil
            composer.takeDraft((stray?.before ?? "") + draft + (stray?.after ?? ""))
            return hasTyped ? [.saveDraft(composer.unsent, conversation)] : []
        }
        guard let stray = strays.removeValue(forKey: conversation) else { return [] }
        return [.saveDraft(stray.before + draft + stray.after, conversation)]
    }

    mutating func goToChat(_ command: Command, _ key: KeyEvent) -> [AppEffect] {
        switch command {
        case .nextChat: return openNeighbour(by: 1)
        case .previousChat: return openNeighbour(by: -1)
        case .nextUnread: return openNextUnread()
        case .openNumbered: return openNumbered(key)
        default: return lastChat.map { open($0, byUser: true) } ?? []
        }
    }

    private mutating func openNeighbour(by step: Int) -> [AppEffect] {
        let summaries = list.summaries
        let current = timeline.flatMap { timeline in summaries.firstIndex { $0.id == timeline.conversation.id } }
        let next = current.map { $0 + step } ?? 0
        guard summaries.indices.contains(next) else { return [] }
        return open(summaries[next].conversation, byUser: true)
    }

    private mutating func openNumbered(_ key: KeyEvent) -> [AppEffect] {
        guard case .scalar(let scalar) = key.key, let number = Character(scalar).wholeNumberValue, number > 0 else {
            return []
        }
        guard list.summaries.count >= number else {
            notice = Notice(.error, "There is no chat \(number) in the list.")
            return []
        }
        return open(list.summaries[number - 1].conversation, byUser: true)
    }

    /// The next chat with something unread, muted ones last; when none is left, back to where this began.
    private mutating func openNextUnread() -> [AppEffect] {
        let unread = list.summaries.filter { $0.unreadCount > 0 && $0.id != timeline?.conversation.id }
        if let next = unread.first(where: { !$0.isMuted }) ?? unread.first {
            if unreadOrigin == nil { unreadOrigin = timeline?.conversation }
            return open(next.conversation, byUser: true)
        }
        if list.hasMore, list.totalUnread > unreadInChat {
            notice = Notice(.hint, "Looking further down the list. Press the key again.")
            return list.loadMore()
        }
        guard let origin = unreadOrigin else {
            notice = Notice(.hint, "Nothing is unread.")
            return []
        }
        unreadOrigin = nil
        return open(origin, byUser: true)
    }
}
