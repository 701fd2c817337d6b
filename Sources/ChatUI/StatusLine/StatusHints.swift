import Terminal

/// The keys that the status line names, from the live key map.
struct StatusHints {
    let state: AppState
    let layout: Layout

    /// What to do here, then what is always there; the right group stays when there is no room for all.
    func groups() -> (left: [String], right: [String]) {
        let isShort = state.size.columns < 60
        if let layer = state.layers.last { return (hints(for: layer, isShort), []) }
        let right = [hint(.find, "find", isShort), hint(.help, "help", isShort)].compactMap(\.self)
        let tab = tabHint(isShort)
        switch state.focus {
        case .box:
            let box = [
                hint(.send, "send", isShort, in: .box), hint(.newline, isShort ? "nl" : "newline", isShort, in: .box),
            ]
            let wide =
                state.size.columns >= 100 ? [hint(.nextChat, "next chat"), hint(.nextUnread, "next unread")] : []
            return isShort
                ? (box.compactMap(\.self), [tab, hint(.help, "help", true)].compactMap(\.self))
                : ((box + [tab] + wide).compactMap(\.self), right)
        case .list where state.list.summaries.isEmpty:
            return ([], right)
        case .list:
            let list = [hint(.open, "open", isShort, in: .list), hint(.filter, "filter", isShort, in: .list)]
            return ((list + (isShort ? [] : [tab])).compactMap(\.self), right)
        case .messages:
            let scroll = keys(.scrollUp, .scrollDown, in: .messages, isShort).map { "\($0) scroll" }
            return ([scroll, hint(.newest, "newest", isShort), tab].compactMap(\.self), right)
        }
    }

    private func hints(for layer: AppState.Layer, _ isShort: Bool) -> [String] {
        let hints =
            switch layer {
            case .picker:
                [
                    hint(.open, "open", isShort, in: .picker),
                    keys(.up, .down, in: .picker, isShort).map { "\($0) choose" },
                    hint(.back, "close", isShort, in: .picker),
                ]
            case .help: [hint(.pageDown, "more", isShort, in: .help), hint(.back, "close", isShort, in: .help)]
            case .question: [] as [String?]
            }
        return hints.compactMap(\.self)
    }

    private func tabHint(_ isShort: Bool) -> String? {
        let target: String
        switch state.focus {
        case .list where layout.isOnePane: target = state.timeline == nil ? "" : "chat"
        case .list: target = "messages"
        case .messages: target = "box"
        case .box: target = layout.isOnePane ? "chats" : "list"
        }
        return target.isEmpty ? nil : hint(.focusNext, target, isShort)
    }

    /// "Up/Down".
    private func keys(_ one: Command, _ other: Command, in context: KeyContext, _ isShort: Bool) -> String? {
        let names = [one, other].compactMap { state.keys.hint(for: $0, in: context, isShort: isShort) }
        return names.isEmpty ? nil : names.joined(separator: "/")
    }

    private func hint(
        _ command: Command, _ label: String, _ isShort: Bool = false, in context: KeyContext? = nil
    ) -> String? {
        state.keys.hint(for: command, in: context, isShort: isShort).map { "\($0) \(label)" }
    }
}
