import ChatModel
import Terminal

/// The messages when the keys go to them: one is under the cursor, and letters act on it.
extension AppState {
    mutating func performInMessages(_ command: Command) -> [AppEffect] {
        let frame = timelineFrame
        switch command {
        case .up: timeline?.moveSelection(by: -1, in: frame)
        case .down: timeline?.moveSelection(by: 1, in: frame)
        case .retry: return retrySelected()
        case .cancel: cancelSelected()
        default: break
        }
        return []
    }

    private mutating func retrySelected() -> [AppEffect] {
        guard let message = timeline?.selected, let state = message.state else {
            notice = Notice(.hint, "Only a message of yours can be sent again.")
            return []
        }
        guard state == .queued || state == .parked || message.isUnconfirmed else {
            notice = Notice(.hint, "This message is \(state.rawValue): there is nothing to send again.")
            return []
        }
        return retry(message.reference, state)
    }

    private mutating func cancelSelected() {
        guard let message = timeline?.selected, let state = message.state, case .text(let text) = message.body else {
            notice = Notice(.hint, "Only a message of yours that waits can be taken back.")
            return
        }
        guard state == .queued || state == .parked else {
            notice = Notice(.hint, "This message has left: the server has it.")
            return
        }
        layers.append(.question(.cancel(message.reference, text: text)))
    }

    /// What there is to say of the message under the cursor, for the row below the messages; nil when there is nothing.
    var selectionSentence: String? {
        guard focus == .messages, let timeline, let message = timeline.selected, let state = message.state else {
            return nil
        }
        if message.isUnconfirmed { return "sent, not confirmed: the other's device has not said that it came" }
        let isFirst = !timeline.messages.contains { $0.state == .queued && $0.position < message.position }
        return WaitReason(connection: connection, clock: clock).words(
            state, parkReason: message.parkReason, isFirst: isFirst,
            isForNewGroup: timeline.conversation.id.isProvisional)
    }
}

extension Message {
    var reference: MessageReference { MessageReference(id: messageID, conversation: conversation) }
}
