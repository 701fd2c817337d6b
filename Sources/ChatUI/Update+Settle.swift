import ChatModel
import Terminal

/// What follows from the state after any event, so that no event has to think of it.
extension AppState {
    mutating func settle() -> [AppEffect] {
        var effects = openFirstChat()
        if timeline == nil, focus != .list { focus = .list }
        let frame = timelineFrame
        effects += timeline?.prefetch(in: frame) ?? []
        if focus == .messages { timeline?.keepSelectionVisible(in: frame) } else { timeline?.selection = nil }
        let layout = layout()
        list.keepSelectionVisible(rows: layout.listRows)
        if let box = layout.box {
            composer.keepCursorVisible(width: box.columns - Layout.promptColumns, rows: box.rows)
        }
        effects += list.loadMoreNearEnd()
        effects += settleOutbox()
        effects += markRead()
        effects += updateTitle()
        return effects + wake()
    }

    /// Beside the list there is always a chat, as soon as there is one; it is not read until the user does something. A
    /// word that somebody is typing into the filter stays in one place.
    private mutating func openFirstChat() -> [AppEffect] {
        guard timeline == nil, list.filter == nil, list.isLoaded, Layout.opensWithChat(size),
            let first = list.summaries.first
        else { return [] }
        return open(first.conversation, byUser: false)
    }

    private mutating func settleOutbox() -> [AppEffect] {
        let rows = OutboxView.itemRows(size)
        return changeOutbox {
            $0.keepSelectionVisible(rows: rows)
            return $0.prefetch(rows: rows)
        }
    }

    private mutating func markRead() -> [AppEffect] {
        guard isWatching, let timeline, let newest = timeline.messages.last(where: { !$0.isOwn }) else { return [] }
        let known = [timeline.readMarker, timeline.markedThrough].compactMap(\.self).max()
        if let known, known >= newest.position { return [] }
        self.timeline?.markedThrough = newest.position
        return [.markRead(timeline.conversation.id, through: newest.position)]
    }

    private mutating func updateTitle() -> [AppEffect] {
        guard isStarted else { return [] }
        let new = list.totalUnread > 0 ? "(\(list.totalUnread)) vartalap" : "vartalap"
        guard new != title else { return [] }
        title = new
        return [.setTitle(new)]
    }

    /// Asks to be woken when the screen or a typing notice changes by time alone.
    private mutating func wake() -> [AppEffect] {
        guard isStarted else { return [] }
        let deadlines = [typing.nextExpiry, composer.signal.idleAt, nextCountdown].compactMap(\.self)
        guard let next = deadlines.min(), nextWake.map({ next < $0 }) ?? true else { return [] }
        nextWake = next
        return [.wake(afterMilliseconds: Int(min(max(0, next.milliseconds(since: clock.now)), 3_600_000)))]
    }

    /// When the seconds until the next attempt change on the screen.
    private var nextCountdown: Timestamp? {
        guard case .waiting(_, let retryAt, _) = connection, retryAt > clock.now else { return nil }
        let rest = retryAt.milliseconds(since: clock.now)
        return clock.now.advanced(byMilliseconds: (rest - 1) % 1000 + 1)
    }
}
