import ChatModel
import Terminal

/// Keys: the topmost layer takes them, else the part that has the focus; what is text goes to the box.
extension AppState {
    mutating func take(_ key: KeyEvent) -> [AppEffect] {
        clearNotice()
        timeline?.isAttended = true
        if layout().panes == .tooSmall { return takeUnseen(key) }
        switch layers.last {
        case .picker(let picker): return take(key, in: picker)
        case .help(let help): return take(key, in: help)
        case .people(let people): return take(key, in: people)
        case .members(let members): return take(key, in: members)
        case .outbox(let outbox): return take(key, in: outbox)
        case .question(let question): return take(key, in: question)
        case nil: break
        }
        if let command = keys.command(for: key, in: context) { return perform(command, key) }
        return key.text.map { type($0) } ?? []
    }

    private mutating func clearNotice() {
        if let end = notice?.staysUntil, clock.now < end { return }
        notice = nil
    }

    /// Pasted text goes where typed text goes; many lines ask first, since they are often pasted by mistake.
    mutating func paste(_ text: String) -> [AppEffect] {
        timeline?.isAttended = true
        clearNotice()
        guard layout().panes != .tooSmall else { return [] }
        guard text.utf8.count <= ComposerState.maximumPasteBytes else {
            let size = NumberText.grouped(text.utf8.count)
            let limit = NumberText.grouped(ComposerState.maximumBytes)
            notice = Notice(.error, "Not pasted: \(size) bytes, and a message takes \(limit). Paste a part of it.")
            return []
        }
        if !layers.isEmpty { return pasteIntoLayer(text) }
        if typesIntoFilter {
            changeFilter { $0.paste(text.firstLine) }
            return []
        }
        focus = .box
        if Question.lines(of: text) > Question.pasteLines {
            layers.append(.question(.paste(text)))
            return []
        }
        return editBox { $0.paste(text) }
    }

    private var context: KeyContext {
        switch focus {
        case .box: .box
        case .messages: .messages
        case .list: .list
        }
    }

    /// In a window too small to see anything, nothing is typed blindly.
    private mutating func takeUnseen(_ key: KeyEvent) -> [AppEffect] {
        switch keys.command(for: key, in: .anywhere) {
        case .quit: [.quit]
        case .redraw: [.redraw]
        default: []
        }
    }

    private mutating func type(_ text: String) -> [AppEffect] {
        if typesIntoFilter {
            changeFilter { $0.insert(text) }
            return []
        }
        focus = .box
        return editBox { $0.insert(text) }
    }

    /// Typing goes to the box, unless the list alone is on the screen or its filter was begun.
    var typesIntoFilter: Bool {
        focus == .list && (list.filter != nil || layout().isOnePane || timeline == nil)
    }

    mutating func changeFilter(_ change: (inout TextInput) -> Void) {
        var filter = list.filter ?? TextInput()
        change(&filter)
        list.filter = filter
        list.filterChanged()
    }

    private mutating func pasteIntoLayer(_ text: String) -> [AppEffect] {
        switch layers.last {
        case .picker(var picker):
            picker.query.paste(text.firstLine)
            let effects = picker.queryChanged(recent: list.summaries)
            replaceLayer(.picker(picker))
            return effects
        case .help(var help):
            help.query.paste(text.firstLine)
            help.top = 0
            replaceLayer(.help(help))
            return []
        case .people(var people):
            people.input.paste(text.firstLine)
            let effects = people.step == .people ? people.queryChanged(recent: list.summaries) : []
            replaceLayer(.people(people))
            return effects
        case .members, .outbox, .question, nil:
            return []
        }
    }

    mutating func replaceLayer(_ layer: Layer) {
        guard !layers.isEmpty else { return }
        layers[layers.count - 1] = layer
    }
}

extension KeyEvent {
    /// What the key types; nil for keys that type nothing.
    var text: String? {
        guard case .scalar(let scalar) = key, modifiers.isSubset(of: .shift), scalar.value >= 0x20, scalar.value != 0x7F
        else { return nil }
        return String(scalar)
    }
}

extension String {
    /// For boxes of one line.
    fileprivate var firstLine: String {
        String(trimmed.prefix { !$0.isNewline })
    }
}
