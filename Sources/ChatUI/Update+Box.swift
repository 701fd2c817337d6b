import ChatModel
import Terminal

/// The box: editing, sending, and what comes back of it.
extension AppState {
    mutating func performInBox(_ command: Command) -> [AppEffect] {
        let width = Layout.boxColumns(size) - Layout.promptColumns
        switch command {
        case .send: return send()
        case .newline: return editBox { $0.insert("\n") }
        case .moveLeft: composer.input.moveLeft()
        case .moveRight: composer.input.moveRight()
        case .moveWordLeft: composer.input.moveWordLeft()
        case .moveWordRight: composer.input.moveWordRight()
        case .moveLineStart: composer.input.moveToLineStart()
        case .moveLineEnd: composer.input.moveToLineEnd()
        case .moveUp: _ = composer.input.moveUp(width: width)
        case .moveDown: _ = composer.input.moveDown(width: width)
        case .olderText:
            return editBox { _ in
            } whole: {
                $0.showOlderText()
            }
        case .newerText:
            return editBox { _ in
            } whole: {
                $0.showNewerText()
            }
        case .deleteBack: return editBox { $0.backspace() }
        case .deleteForward: return editBox { $0.deleteForward() }
        case .killWordBack: return editBox { $0.killWordBack() }
        case .killWordForward: return editBox { $0.killWordForward() }
        case .killLineStart: return editBox { $0.killToLineStart() }
        case .yank: return editBox { $0.yank() }
        case .undo: return editBox { $0.undo() }
        default: break
        }
        return []
    }

    /// Changes the box. When its text is another afterwards, the draft is kept and the peer is told that we type.
    mutating func editBox(
        _ change: (inout TextInput) -> Void, whole: (inout ComposerState) -> Void = { _ in }
    ) -> [AppEffect] {
        guard let chat = timeline?.conversation.id else { return [] }
        let before = composer.input.text
        change(&composer.input)
        whole(&composer)
        guard composer.input.text.utf8.elementsEqual(before.utf8) == false else { return [] }
        var effects: [AppEffect] = composer.isDraftLoaded ? [.saveDraft(composer.unsent, chat)] : []
        if composer.input.isEmpty {
            if composer.signal.stops() { effects.append(.sendTyping(false, chat)) }
        } else if connection.isOnline, composer.signal.tells(now: clock.now) {
            effects.append(.sendTyping(true, chat))
        }
        return effects
    }

    /// Hands the text over. The box keeps it until the store has it.
    mutating func send() -> [AppEffect] {
        guard let chat = timeline?.conversation.id else { return [] }
        let unsent = composer.unsent
        guard !unsent.allSatisfy(\.isWhitespace) else { return [] }
        switch SlashCommand.read(unsent) {
        case .command(let command, let argument):
            composer.input.clear()
            composer.inFlight = []
            return [.saveDraft("", chat)] + run(command, argument)
        case .unknown(let word):
            notice = Notice(.error, "There is no command \(word). To send it as text, type /\(word).")
            return []
        case .message(let text):
            return send(text, typed: unsent, to: chat)
        }
    }

    private mutating func send(_ text: String, typed: String, to chat: ConversationID) -> [AppEffect] {
        guard text.utf8.count <= ComposerState.maximumBytes else {
            let size = NumberText.grouped(text.utf8.count)
            let limit = NumberText.grouped(ComposerState.maximumBytes)
            notice = Notice(.error, "Not sent: \(size) bytes, and a message takes \(limit). Send it in parts.")
            return []
        }
        if text != typed { composer.input.replaceAll(with: composer.inFlight.joined() + text) }
        composer.inFlight.append(text)
        composer.history.add(text)
        var effects: [AppEffect] = [.send(text: text, chat)]
        if composer.signal.stops() { effects.append(.sendTyping(false, chat)) }
        let rows = timelineFrame.height
        return effects + (timeline?.goToNewest(rows: rows) ?? [])
    }

    /// The text is stored: the box forgets it and keeps what was typed since.
    mutating func confirmSent(_ text: String, to conversation: ConversationID) -> [AppEffect] {
        guard timeline?.conversation.id == conversation else { return [] }
        composer.confirm(text)
        return composer.isDraftLoaded ? [.saveDraft(composer.unsent, conversation)] : []
    }

    /// The text is not stored: it goes back into the box, or into the draft of a chat that was left.
    mutating func takeBack(_ text: String, to conversation: ConversationID, because sentence: String) -> [AppEffect] {
        notice = Notice(.error, sentence)
        guard timeline?.conversation.id == conversation, composer.isDraftLoaded else {
            strays[conversation, default: StrayText()].before += text
            return timeline?.conversation.id == conversation ? [] : [.loadDraft(conversation)]
        }
        composer.takeBack(text)
        return [.saveDraft(composer.unsent, conversation)]
    }
}

extension ComposerState {
    fileprivate mutating func showOlderText() {
        if let text = history.older(than: input.text) { input.replaceAll(with: text) }
    }

    fileprivate mutating func showNewerText() {
        if let text = history.newer() { input.replaceAll(with: text) }
    }
}
