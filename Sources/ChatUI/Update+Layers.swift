import ChatModel
import Terminal

/// Keys of popups and questions.
extension AppState {
    mutating func takeMatches(_ matches: [Conversation], for query: String) {
        switch layers.last {
        case .picker(var picker):
            picker.take(matches, for: query, recent: list.summaries)
            replaceLayer(.picker(picker))
        case .people(var people):
            people.take(matches, for: query, recent: list.summaries)
            replaceLayer(.people(people))
        default:
            return
        }
    }

    mutating func take(_ key: KeyEvent, in picker: PickerState) -> [AppEffect] {
        var picker = picker
        let before = picker.query.text
        let page = PickerView.itemRows(size)
        if let command = keys.command(for: key, in: .picker) {
            switch command {
            case .open: return openFound(picker)
            case .newGroup:
                layers.removeLast()
                return startGroup()
            case .up: picker.move(by: -1)
            case .down: picker.move(by: 1)
            case .pageUp: picker.move(by: -page)
            case .pageDown: picker.move(by: page)
            case .back, .quit, .redraw: return leaveLayer(command)
            default: picker.query.perform(command)
            }
        } else if let text = key.text {
            picker.query.insert(text)
        }
        let effects = picker.query.text == before ? [] : picker.queryChanged(recent: list.summaries)
        replaceLayer(.picker(picker))
        return effects
    }

    mutating func take(_ key: KeyEvent, in help: HelpState) -> [AppEffect] {
        var help = help
        let height = HelpView.rows(size)
        let before = help.query.text
        if let command = keys.command(for: key, in: .help) {
            let lines = HelpText(keys, matching: before.trimmed, isShort: HelpView.isNarrow(size)).lines.count
            switch command {
            case .up: help.scroll(by: -1, lines: lines, height: height)
            case .down: help.scroll(by: 1, lines: lines, height: height)
            case .pageUp: help.scroll(by: -height, lines: lines, height: height)
            case .pageDown: help.scroll(by: height, lines: lines, height: height)
            case .first: help.top = 0
            case .last: help.scroll(by: lines, lines: lines, height: height)
            case .back, .quit, .redraw: return leaveLayer(command)
            default: help.query.perform(command)
            }
        } else if let text = key.text {
            help.query.insert(text)
        }
        if help.query.text != before { help.top = 0 }
        replaceLayer(.help(help))
        return []
    }

    mutating func leaveLayer(_ command: Command) -> [AppEffect] {
        switch command {
        case .quit: return [.quit]
        case .redraw: return [.redraw]
        default:
            layers.removeLast()
            return []
        }
    }

    private mutating func openFound(_ picker: PickerState) -> [AppEffect] {
        guard let item = picker.selected else { return [] }
        layers.removeLast()
        leaveListFocus()
        switch item {
        case .chat(let conversation):
            guard case .direct(let peer) = conversation.kind else { return open(conversation, byUser: true) }
            return startChat(with: peer, title: conversation.title)
        case .newChat(let peer):
            return startChat(with: peer, title: nil)
        }
    }

    /// Opens the chat with somebody, who may not have one yet.
    mutating func startChat(with peer: UserID, title: String?) -> [AppEffect] {
        let id = ConversationID.direct(account.user, peer)
        if let known = list.summary(of: id) { return open(known.conversation, byUser: true) }
        let conversation = Conversation(id: id, kind: .direct(peer: peer), title: title ?? peer.rawValue)
        return [.startConversation(peer)] + open(conversation, byUser: true)
    }

    /// What panels show is loaded again with everything else.
    mutating func reloadLayers() -> [AppEffect] {
        let rows = OutboxView.itemRows(size)
        var effects = changeOutbox { $0.reload(rows: rows) }
        for case .members(let members) in layers { effects.append(.loadMembers(members.conversation.id)) }
        if let id = timeline?.conversation.id, id.isProvisional { effects.append(.findConversation(id)) }
        return effects
    }
}

extension TextInput {
    /// Editing commands in a box of one line.
    mutating func perform(_ command: Command) {
        switch command {
        case .moveLeft: moveLeft()
        case .moveRight: moveRight()
        case .moveLineStart: moveToStart()
        case .moveLineEnd: moveToEnd()
        case .deleteBack: backspace()
        case .deleteForward: deleteForward()
        case .killWordBack: killWordBack()
        case .killLineStart: killToLineStart()
        default: break
        }
    }
}
