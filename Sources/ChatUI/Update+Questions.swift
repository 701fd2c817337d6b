import ChatModel
import Terminal

/// Keys of questions, and what follows from yes.
extension AppState {
    mutating func take(_ key: KeyEvent, in question: Question) -> [AppEffect] {
        guard let command = keys.command(for: key, in: .question) else { return [] }
        switch (command, question) {
        case (.accept, _):
            layers.removeLast()
            return accept(question)
        case (.edit, .paste(let text)):
            layers.removeLast()
            return editBox { $0.paste(text) }
        case (.back, _), (.quit, _), (.redraw, _):
            return leaveLayer(command)
        default:
            return []
        }
    }

    private mutating func accept(_ question: Question) -> [AppEffect] {
        switch question {
        case .quit:
            return [.quit]
        case .paste(let text):
            return editBox { $0.paste(text) } + send()
        case .remove(let user, let name, let conversation):
            return change(conversation, .remove(user), saying: "Removing \(name)")
        case .leave(let conversation, _):
            if case .members = layers.last { layers.removeLast() }
            return change(conversation, .leave, saying: "Leaving \(conversation.title)")
        case .cancel(let message, let text):
            return cancel(message, text: text)
        case .retryAll:
            notice = Notice(.hint, "Trying everything again.")
            return [.retryOutbox(.all)]
        }
    }
}
