import ChatModel
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
            let waits = state.timeline?.selected?.state.map { $0 == .queued || $0 == .parked } ?? false
            let acts = [hint(.retry, "retry", isShort, in: .messages), hint(.cancel, "cancel", isShort, in: .messages)]
            let move = keys(.up, .down, in: .messages, isShort).map { "\($0) choose" }
            let back = hint(.back, "box", isShort, in: .messages)
            return (((waits ? acts : []) + [move, hint(.newest, "newest", isShort), back]).compactMap(\.self), right)
        }
    }

    private func hints(for layer: AppState.Layer, _ isShort: Bool) -> [String] {
        let hints =
            switch layer {
            case .picker:
                [
                    hint(.open, "open", isShort, in: .picker),
                    keys(.up, .down, in: .picker, isShort).map { "\($0) choose" },
                    hint(.newGroup, isShort ? "group" : "new group", isShort, in: .picker),
                    hint(.back, "close", isShort, in: .picker),
                ]
            case .people(let people): hints(for: people, isShort)
            case .members:
                [
                    hint(.add, "add", isShort, in: .members), hint(.remove, "remove", isShort, in: .members),
                    hint(.leave, "leave", isShort, in: .members), hint(.open, "chat", isShort, in: .members),
                    hint(.back, "close", isShort, in: .members),
                ]
            case .outbox:
                [
                    hint(.open, "show", isShort, in: .outbox), hint(.retry, "retry", isShort, in: .outbox),
                    hint(.retryAll, "all", isShort, in: .outbox), hint(.cancel, "cancel", isShort, in: .outbox),
                    hint(.back, "close", isShort, in: .outbox),
                ]
            case .help: [hint(.pageDown, "more", isShort, in: .help), hint(.back, "close", isShort, in: .help)]
            case .question: [] as [String?]
            }
        return hints.compactMap(\.self)
    }

    private func hints(for people: PeopleState, _ isShort: Bool) -> [String?] {
        switch (people.step, people.purpose) {
        case (.people, .newGroup):
            [
                hint(.mark, "mark", isShort, in: .people), hint(.goOn, "name it", isShort, in: .people),
                hint(.back, "close", isShort, in: .people),
            ]
        case (.people, .addition):
            [
                hint(.mark, "mark", isShort, in: .people), hint(.goOn, "add", isShort, in: .people),
                hint(.back, "close", isShort, in: .people),
            ]
        case (.name, _):
            [hint(.mark, "make the group", isShort, in: .people), hint(.back, "back", isShort, in: .people)]
        }
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
