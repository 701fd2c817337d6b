import ChatModel
import Terminal

/// Keys of popups and questions.
extension AppState {
    mutating func takeMatches(_ matches: [Conversation], for query: String) {
        guard case .picker(var picker) = layers.last else { return }
        picker.take(matches, for: query, recent: list.summaries)
        replaceLayer(.picker(picker))
    }

    mutating func take(_ key: KeyEvent, in picker: PickerState) -> [AppEffect] {
        var picker = picker
        let before = picker.query.text
        let page = PickerView.itemRows(size)
        if let command = keys.command(for: key, in: .picker) {
            switch command {
            case .open: return openFound(picker)
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

    mutating func take(_ key: KeyEvent, in question: Question) -> [AppEffect] {
        guard let command = keys.command(for: key, in: .question) else { return [] }
        switch (command, question) {
        case (.accept, .quit):
            return [.quit]
        case (.accept, .paste(let text)):
            layers.removeLast()
            return editBox { $0.paste(text) } + send()
        case (.edit, .paste(let text)):
            layers.removeLast()
            return editBox { $0.paste(text) }
        case (.back, _), (.quit, _), (.redraw, _):
            return leaveLayer(command)
        default:
            return []
        }
    }

    private mutating func leaveLayer(_ command: Command) -> [AppEffect] {
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
            let isKnown = list.summary(of: conversation.id) != nil
            guard !isKnown, case .direct(let peer) = conversation.kind else { return open(conversation, byUser: true) }
            return [.startConversation(peer)] + open(conversation, byUser: true)
        case .newChat(let peer):
            let id = ConversationID.direct(account.user, peer)
            let conversation = Conversation(id: id, kind: .direct(peer: peer), title: peer.rawValue)
            return [.startConversation(peer)] + open(conversation, byUser: true)
        }
    }
}

extension TextInput {
    /// Editing commands in a box of one line.
    fileprivate mutating func perform(_ command: Command) {
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
