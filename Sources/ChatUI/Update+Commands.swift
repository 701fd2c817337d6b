import ChatModel
import Terminal

/// What the commands do outside of popups.
extension AppState {
    mutating func perform(_ command: Command, _ key: KeyEvent) -> [AppEffect] {
        switch command {
        case .find:
            return find()
        case .members:
            return showMembers()
        case .outbox:
            return showOutbox()
        case .newGroup:
            return startGroup()
        case .help:
            layers.append(.help(HelpState()))
            return []
        case .nextChat, .previousChat, .nextUnread, .openNumbered, .lastChat:
            return goToChat(command, key)
        case .focusNext where focus == .box && completeSlashCommand():
            return []
        case .focusNext, .focusPrevious:
            moveFocus(forward: command == .focusNext)
            return []
        case .pageUp, .pageDown, .oldest, .newest:
            return scroll(command)
        case .redraw:
            return [.redraw]
        case .quit:
            return [.quit]
        case .clear:
            return clear()
        case .back:
            return goBack()
        default:
            return performInFocus(command)
        }
    }

    private mutating func performInFocus(_ command: Command) -> [AppEffect] {
        switch focus {
        case .list: performInList(command)
        case .messages: performInMessages(command)
        case .box: performInBox(command)
        }
    }

    mutating func find() -> [AppEffect] {
        layers.append(.picker(PickerState(recent: list.summaries)))
        return [.searchConversations("")]
    }

    private mutating func moveFocus(forward: Bool) {
        guard timeline != nil else { return }
        let order: [Focus] = Layout.hasTwoPanes(size) ? [.list, .messages, .box] : [.list, .box]
        let index = order.firstIndex(of: focus) ?? order.count - 1
        leaveListFocus()
        focus = order[(index + (forward ? 1 : order.count - 1)) % order.count]
    }

    /// The cursor of the list goes back to the open chat.
    mutating func leaveListFocus() {
        guard focus == .list else { return }
        list.filter = nil
        if let id = timeline?.conversation.id { list.selection = id }
    }

    private mutating func goBack() -> [AppEffect] {
        if focus == .list, list.filter != nil {
            list.filter = nil
        } else if focus == .box, timeline?.messages.isEmpty == false {
            focus = .messages
        } else if timeline != nil {
            leaveListFocus()
            focus = .box
        }
        return []
    }

    private mutating func clear() -> [AppEffect] {
        if focus == .list, list.filter?.isEmpty == false {
            list.filter = nil
            return []
        }
        let now = clock.now
        var didClear = false
        let effects = editBox { _ in
        } whole: {
            didClear = $0.clearOrRestore(now: now)
        }
        if didClear {
            if composer.input.isEmpty, let key = keys.hint(for: .clear) {
                notice = Notice(.hint, "Cleared. \(key) again brings the text back.")
            }
            return effects
        }
        layers.append(.question(.quit))
        return []
    }

    private mutating func scroll(_ command: Command) -> [AppEffect] {
        let frame = timelineFrame
        if focus == .list, command == .pageUp || command == .pageDown {
            let page = max(1, layout().listRows - 1)
            list.move(by: command == .pageUp ? -page : page)
            return []
        }
        let page = max(1, frame.height - 2)
        switch command {
        case .pageUp: timeline?.scrollUp(page, in: frame)
        case .pageDown: timeline?.scrollDown(page, in: frame)
        case .oldest:
            timeline?.selection = .distantPast
            return timeline?.goToOldest(rows: frame.height) ?? []
        default:
            timeline?.selection = nil
            return timeline?.goToNewest(rows: frame.height) ?? []
        }
        return []
    }

    private mutating func performInList(_ command: Command) -> [AppEffect] {
        switch command {
        case .up: list.move(by: -1)
        case .down: list.move(by: 1)
        case .first: list.move(by: -list.summaries.count)
        case .last: list.move(by: list.summaries.count)
        case .filter:
            if list.filter == nil { list.filter = TextInput() } else { changeFilter { $0.insert("/") } }
            return list.loadMore()
        case .deleteBack: if list.filter != nil { changeFilter { $0.backspace() } }
        case .killWordBack: if list.filter != nil { changeFilter { $0.killWordBack() } }
        case .killLineStart: if list.filter != nil { changeFilter { $0.clear() } }
        case .open: return openSelected()
        default: break
        }
        return []
    }

    /// Opens the chat under the cursor. A filter that fits no chat but is a command is taken as one.
    private mutating func openSelected() -> [AppEffect] {
        let shown = list.shown
        if let index = list.selectedIndex(in: shown) {
            let conversation = shown[index].conversation
            list.filter = nil
            return open(conversation, byUser: true)
        }
        guard let word = list.filter?.text else { return [] }
        if let command = SlashCommand.command(word) { return run(command, "") }
        notice = Notice(
            .error, "No chat in the list matches \"\(word)\". \(keys.hint(for: .find) ?? "") finds contacts too.")
        return []
    }
}
