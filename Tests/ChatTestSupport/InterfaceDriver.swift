package import ChatModel
package import ChatUI
package import Terminal

/// Runs the interface as the program does, with sample chats for a store: keys in, state, effects and screen out.
package struct InterfaceDriver {
    package var state: AppState
    package var chats: SampleChats
    /// Every effect so far, in order.
    package private(set) var effects: [AppEffect] = []
    /// Whether loads, drafts, markers and sends are answered; otherwise the test answers by itself.
    package var answers = true
    package var now = SampleChats.now

    /// The screen just after the start, with everything loaded and the link up since 14:02.
    package init(_ columns: Int, _ rows: Int, chats: SampleChats = .livedIn(), isOnline: Bool = true) {
        state = AppState(
            account: SampleChats.account, profile: "personal", size: Size(columns: columns, rows: rows))
        self.chats = chats
        tick()
        if isOnline { take(.connection(.online(since: SampleChats.at(14, 2)))) }
        forgetEffects()
    }

    package mutating func press(_ keys: String) {
        for event in KeySequence(keys).events { take(event) }
    }

    package mutating func paste(_ text: String) {
        take(.terminal(.paste(text)))
    }

    package mutating func resize(_ columns: Int, _ rows: Int) {
        take(.terminal(.resized(Size(columns: columns, rows: rows))))
    }

    /// Lets time pass.
    package mutating func tick(milliseconds: Int64 = 0) {
        now = now.advanced(byMilliseconds: milliseconds)
        take(.clock(now, utcOffsetSeconds: SampleChats.utcOffsetSeconds))
    }

    /// A message of somebody else comes.
    package mutating func receive(_ text: String, from sender: UserID, in conversation: ConversationID) {
        chats.say(text, by: sender, in: conversation, at: now)
        take(.storeChanged)
    }

    package mutating func take(_ event: AppEvent) {
        var events = [event]
        while !events.isEmpty {
            for effect in update(&state, events.removeFirst()) {
                effects.append(effect)
                if answers { events += answer(effect) }
            }
        }
    }

    /// What happened since the latest call.
    package mutating func forgetEffects() {
        effects = []
    }

    package func screen(theme: Theme = .fallback) -> CellBuffer {
        shown(theme: theme).buffer
    }

    package func cursor() -> Point? {
        shown(theme: .fallback).cursor
    }

    /// Screen and cursor of one drawing.
    package func shown(theme: Theme = .fallback) -> (buffer: CellBuffer, cursor: Point?) {
        var buffer = CellBuffer(size: state.size)
        let cursor = draw(state, theme: theme, into: &buffer)
        return (buffer, cursor)
    }

    private mutating func answer(_ effect: AppEffect) -> [AppEvent] {
        switch effect {
        case .loadConversations(let limit): return [.conversations(chats.conversations(limit: limit))]
        case .loadTimeline(let request): return [.timeline(chats.timeline(request))]
        case .loadDraft(let id): return [.draft(chats.chat(id)?.draft ?? "", id)]
        case .searchConversations(let query): return [.conversationMatches(chats.find(query), query: query)]
        case .saveDraft(let text, let id):
            chats.setDraft(text, of: id)
            return []
        case .markRead(let id, let position):
            chats.markRead(id, through: position)
            return [.storeChanged]
        case .startConversation(let peer):
            chats.start(peer)
            return [.storeChanged]
        case .send(let text, let id):
            chats.say(text, in: id, at: now)
            return [.sent(id, text: text), .storeChanged]
        case .createGroup, .changeGroup, .loadMembers, .findConversation:
            return chats.answerAboutGroups(effect, at: now)
        case .loadOutbox(let request): return [.outboxPage(chats.outbox(request))]
        case .cancelOutbox(let message):
            guard let text = chats.takeBack(message) else { return [] }
            return [.cancelled(message, text: text, "Taken back; it was never sent."), .storeChanged]
        case .retryOutbox, .sendTyping, .retryNow, .setTitle, .redraw, .wake, .quit:
            return []
        }
    }
}
