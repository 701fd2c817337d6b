import ChatModel
import Terminal

/// What is typed into the box instead of a message.
extension AppState {
    mutating func run(_ command: SlashCommand, _ argument: String) -> [AppEffect] {
        switch command {
        case .quit: return [.quit]
        case .redraw: return [.redraw]
        case .retry: return [.retryNow]
        case .find: return find()
        case .outbox: return showOutbox()
        case .group: return startGroup(named: argument)
        case .members: return showMembers()
        case .add: return addToOpenGroup(argument)
        case .remove: return showMembers(argument.isEmpty ? nil : .remove(argument))
        case .leave: return showMembers(.leave)
        case .help: layers.append(.help(HelpState()))
        case .rename: explainRenaming()
        }
        return []
    }

    /// Completes a command or a name in the box.
    ///
    /// - Returns: false when the box does not begin with a command, so that the key means something else.
    mutating func completeSlashCommand() -> Bool {
        let text = composer.unsent
        guard composer.inFlight.isEmpty, text.first == "/", !text.hasPrefix("//") else { return false }
        let completion = SlashCompletion(text, names: namesToComplete)
        guard !completion.texts.isEmpty else { return false }
        let common = completion.common
        if common.count > text.count || completion.texts.count == 1 {
            composer.input.replaceAll(with: common)
        }
        if completion.texts.count > 1 {
            let words = completion.texts.prefix(8).map(\.trimmed).joined(separator: "  ")
            notice = Notice(.hint, words)
        }
        return true
    }

    /// People of recent chats and of the open one.
    private var namesToComplete: [String] {
        let recent = list.summaries.map(\.conversation).filter { !$0.isGroup }.map(\.title)
        return Array(Set(recent + (timeline.map { Array($0.names.values) } ?? [])))
    }
}
