import ChatModel

/// Loading: which page to ask for, and what becomes of the answer.
extension TimelineState {
    /// Asks for the newest page, or for the window again when the view is scrolled up; once at a time.
    mutating func reload(rows: Int) -> [AppEffect] {
        guard !loads.contains(.reload) else {
            isStale = true
            return []
        }
        loads.insert(.reload)
        isStale = false
        let page = Self.pageLimit(rows: rows)
        let limit = min(max(page, messages.count), Self.windowLimit(rows: rows))
        guard isLoaded, !isAtBottom, let first = messages.first else { return [load(.newest, limit)] }
        return [load(.from(first.position), min(limit + page, Self.windowLimit(rows: rows)))]
    }

    /// Asks for the pages beyond the window's ends that the view comes near to.
    mutating func prefetch(in frame: TimelineFrame) -> [AppEffect] {
        guard isLoaded, let first = messages.first, let last = messages.last else { return [] }
        let page = Self.pageLimit(rows: frame.height)
        let visible = visibleIndices(in: frame)
        var effects: [AppEffect] = []
        if hasOlder, visible.lowerBound < page / 2, loads.isDisjoint(with: [.older, .reload]) {
            loads.insert(.older)
            effects.append(load(.before(first.position), page))
        }
        if hasNewer, messages.count - visible.upperBound < page / 2, loads.isDisjoint(with: [.newer, .reload]) {
            loads.insert(.newer)
            effects.append(load(.after(last.position), page))
        }
        return effects
    }

    /// Takes the answer to a request; answers that no longer fit the window are dropped.
    ///
    /// - Parameters:
    ///   - unread: unread messages of this conversation as the list has them.
    ///   - isWatched: whether the user sees new messages come, so that they need no "new" line.
    mutating func take(_ page: TimelinePage, unread: Int, isWatched: Bool, in frame: TimelineFrame) -> [AppEffect] {
        guard page.request.conversation == conversation.id else { return [] }
        defer { if isLoaded, !isWatched { moveNewLine(unread: unread, in: frame) } }
        readMarker = [readMarker, page.readMarker].compactMap(\.self).max()
        let limit = Self.windowLimit(rows: frame.height)
        switch page.request.window {
        case .newest:
            loads.remove(.reload)
            guard isLoaded else { return takeFirst(page, unread: unread, in: frame) }
            takeNewest(page)
        case .from(let position):
            loads.remove(.reload)
            guard !isLoaded || messages.first?.position == position else { break }
            takeReload(page, unread: unread)
        case .before(let position):
            loads.remove(.older)
            if messages.first?.position == position { takeOlder(page, atMost: limit) }
        case .after(.distantPast):
            loads.remove(.reload)
            replace(with: page)
            hasOlder = false
            if !isLoaded { openAtNewLine(unread: unread, in: frame) }
        case .after(let position):
            loads.remove(.newer)
            guard messages.last?.position == position else { break }
            messages.append(contentsOf: page.messages)
            hasNewer = page.hasNewer
            if messages.count > limit {
                messages.removeFirst(messages.count - limit)
                hasOlder = true
            }
        }
        return isStale ? reload(rows: frame.height) : []
    }

    private mutating func takeOlder(_ page: TimelinePage, atMost limit: Int) {
        messages.insert(contentsOf: page.messages, at: 0)
        hasOlder = page.hasOlder
        if messages.count > limit {
            messages.removeLast(messages.count - limit)
            hasNewer = true
        }
    }

    /// After a failure nothing is on its way any more.
    mutating func forgetLoads() {
        loads = []
        isStale = false
    }

    /// The very oldest messages.
    mutating func goToOldest(rows: Int) -> [AppEffect] {
        anchor = .top(messages.first?.position ?? .distantPast, line: 0)
        guard hasOlder else { return [] }
        anchor = .top(.distantPast, line: 0)
        loads.insert(.reload)
        return [load(.after(.distantPast), Self.pageLimit(rows: rows))]
    }

    /// The newest messages, which is also where a sent message appears.
    mutating func goToNewest(rows: Int) -> [AppEffect] {
        anchor = .bottom
        guard hasNewer else { return [] }
        loads.insert(.reload)
        return [load(.newest, Self.pageLimit(rows: rows))]
    }

    /// The page that begins at `position`, with the message there under the cursor.
    mutating func jump(to position: TimelinePosition, rows: Int) -> [AppEffect] {
        selection = position
        let index = index(of: position)
        if isLoaded, index < messages.count, index > 0 || !hasOlder {
            anchor = .top(messages[index].position, line: 0)
            return []
        }
        isLoaded = false
        isStale = false
        loads = [.reload]
        return [load(.from(position), Self.pageLimit(rows: rows))]
    }

    private func load(_ window: TimelineRequest.Window, _ limit: Int) -> AppEffect {
        .loadTimeline(TimelineRequest(conversation: conversation.id, window: window, limit: limit))
    }

    /// The newest page of a chat that is being opened. When what is new begins before it, the page there is asked for.
    private mutating func takeFirst(_ page: TimelinePage, unread: Int, in frame: TimelineFrame) -> [AppEffect] {
        replace(with: page)
        hasNewer = false
        let newBeginsBefore =
            page.readMarker.map { marker in messages.first.map { marker < $0.position } ?? false } ?? true
        guard unread > 0, hasOlder, newBeginsBefore else {
            openAtNewLine(unread: unread, in: frame)
            return []
        }
        loads.insert(.reload)
        let window: TimelineRequest.Window = page.readMarker.map { .from($0) } ?? .after(.distantPast)
        return [load(window, Self.pageLimit(rows: frame.height))]
    }

    private mutating func takeNewest(_ page: TimelinePage) {
        if case .top(let position, _) = anchor, let first = page.messages.first, position < first.position {
            isStale = true
            return
        }
        replace(with: page)
        hasNewer = false
    }

    private mutating func takeReload(_ page: TimelinePage, unread: Int) {
        replace(with: page)
        guard !isLoaded else { return }
        isLoaded = true
        newLine = NewLine(after: page.readMarker, count: unread)
        anchor = messages.isEmpty ? .bottom : .top(messages[newLineIndex ?? 0].position, line: 0)
    }

    private mutating func replace(with page: TimelinePage) {
        messages = page.messages
        hasOlder = page.hasOlder
        hasNewer = page.hasNewer
    }

    /// Sets the "new" line, and begins there when what is new does not fit on the screen.
    private mutating func openAtNewLine(unread: Int, in frame: TimelineFrame) {
        isLoaded = true
        setNewLine(unread: unread)
        guard let index = newLineIndex else { return }
        let fits = !hasNewer && blockRows(from: index, atMost: frame.height + 1, in: frame) <= frame.height
        anchor = fits ? .bottom : .top(messages[index].position, line: 0)
    }

    /// Puts the "new" line before what came while nobody looked, unless that would move rows that are being looked at.
    private mutating func moveNewLine(unread: Int, in frame: TimelineFrame) {
        if !isAtBottom, let index = newLineIndex, visibleIndices(in: frame).contains(index) { return }
        setNewLine(unread: unread)
    }

    private mutating func setNewLine(unread: Int) {
        let marker = [readMarker, markedThrough].compactMap(\.self).max()
        let start = marker.map { index(of: $0) } ?? 0
        let incoming = messages[start...].count { message in
            isFromOthers(message) && (marker.map { $0 < message.position } ?? true)
        }
        guard incoming > 0 else { return }
        newLine = NewLine(after: marker, count: hasNewer || start == 0 ? max(unread, incoming) : incoming)
    }
}
