import ChatModel
import Terminal

/// Takes one event into the state and says what is to be done about it. Pure: time comes in with `.clock`.
package func update(_ state: inout AppState, _ event: AppEvent) -> [AppEffect] {
    var effects: [AppEffect] = []
    switch event {
    case .terminal(let event): effects = state.take(event)
    case .clock(let now, let offset): effects = state.tick(now, utcOffsetSeconds: offset)
    case .conversations(let page): effects = state.take(page)
    case .timeline(let page): effects = state.take(page)
    case .draft(let text, let conversation): effects = state.takeDraft(text, of: conversation)
    case .storeChanged: effects = state.reload()
    case .connection(let connection): state.take(connection)
    case .heard(let time): state.lastHeard = time
    case .contactSync(let asked, let total): state.sync.hear(asked: asked, of: total)
    case .synchronized(let time): state.sync.end(at: time)
    case .outbox(let waiting, let parked, let groupChanges):
        (state.outboxWaiting, state.outboxParked, state.outboxGroupChanges) = (waiting, parked, groupChanges)
    case .typing(let user, let conversation, let isTyping):
        state.typing.hear(user, in: conversation, isTyping: isTyping, now: state.clock.now)
    case .sent(let conversation, let text): effects = state.confirmSent(text, to: conversation)
    case .notSent(let conversation, let text, let sentence):
        effects = state.takeBack(text, to: conversation, because: sentence)
    case .failed(let sentence): state.fail(sentence)
    case .notice(let sentence): state.tell(news: sentence)
    case .conversationMatches(let matches, let query): state.takeMatches(matches, for: query)
    case .groupCreated(let conversation): effects = state.openCreated(conversation)
    case .members(let page): effects = state.take(page)
    case .renamed(let id, let conversation): effects = state.rename(id, to: conversation)
    case .outboxPage(let page): effects = state.take(page)
    case .cancelled(let message, let text, let sentence):
        effects = state.takeCancelled(text, of: message, saying: sentence)
    }
    return effects + state.settle()
}

extension AppState {
    fileprivate mutating func take(_ event: TerminalEvent) -> [AppEffect] {
        switch event {
        case .key(let key):
            return take(key)
        case .paste(let text):
            return paste(text)
        case .resized(let size):
            self.size = size
            return []
        case .focused(let isFocused):
            isTerminalFocused = isFocused
            return []
        case .terminated:
            return [.quit]
        }
    }

    fileprivate mutating func tick(_ now: Timestamp, utcOffsetSeconds: Int) -> [AppEffect] {
        clock = WallClock(now: now, utcOffsetSeconds: utcOffsetSeconds)
        if let wake = nextWake, wake <= now { nextWake = nil }
        typing.forgetOld(now: now)
        var effects: [AppEffect] = []
        if let chat = timeline?.conversation.id, composer.signal.stopsWhenIdle(now: now) {
            effects.append(.sendTyping(false, chat))
        }
        guard !isStarted else { return effects }
        isStarted = true
        return effects + list.reload()
    }

    fileprivate mutating func take(_ page: ConversationPage) -> [AppEffect] {
        if list.isLoaded { tellRefusals(in: page) }
        let effects = list.take(page)
        if let id = timeline?.conversation.id, let summary = list.summary(of: id) {
            timeline?.conversation = summary.conversation
        }
        return effects
    }

    /// A change of a group that the server has just refused is told wherever the user is; its chat keeps the reason.
    private mutating func tellRefusals(in page: ConversationPage) {
        for summary in page.summaries where summary.preview != list.summary(of: summary.id)?.preview {
            guard case .groupChange(let change) = summary.preview, let reason = change.refusal else { continue }
            notice = Notice(.error, "\(summary.conversation.title): \(reason)")
        }
    }

    fileprivate mutating func take(_ page: TimelinePage) -> [AppEffect] {
        guard timeline?.conversation.id == page.request.conversation else { return [] }
        timeline?.takeNames(of: page)
        if let newest = page.messages.last, !newest.isOwn {
            typing.stop(newest.sender, in: newest.conversation, ifNewerThan: newest.row)
        }
        let isWatched = isWatching
        let (unread, frame) = (unreadInChat, timelineFrame)
        let effects = timeline?.take(page, unread: unread, isWatched: isWatched, in: frame) ?? []
        if timeline?.selection != nil { timeline?.fillView(in: frame) }
        return effects
    }

    fileprivate mutating func reload() -> [AppEffect] {
        let rows = timelineFrame.height
        return list.reload() + (timeline?.reload(rows: rows) ?? []) + reloadLayers()
    }

    /// Several at once stand one after the other.
    fileprivate mutating func tell(news sentence: String) {
        let earlier = notice.flatMap { $0.kind == .news ? $0.text + " " : nil } ?? ""
        notice = Notice(.news, earlier + sentence)
        notice?.staysUntil = clock.now.advanced(byMilliseconds: Notice.newsTime)
    }

    /// A lost link is said once in words; the top bar shows it from then on.
    fileprivate mutating func take(_ connection: ConnectionState) {
        self.connection = connection
        if connection.isOnline { toldReason = nil }
        if !connection.isOnline { sync.interrupt() }
        guard let reason = connection.reason, reason != toldReason, notice?.kind != .news else { return }
        toldReason = reason
        notice = Notice(.error, reason)
    }

    fileprivate mutating func fail(_ sentence: String) {
        notice = Notice(.error, sentence)
        list.isLoading = false
        timeline?.forgetLoads()
        resumeCreating()
        _ = changeOutbox {
            $0.forgetLoads()
            return []
        }
        composer.isDraftLoaded = true
    }
}

extension ConnectionState {
    /// Why there is no link; nil while there is nothing to explain.
    var reason: String? {
        switch self {
        case .waiting(_, _, let reason), .signedOut(let reason): reason
        case .offline, .connecting, .online, .ownedElsewhere: nil
        }
    }
}
