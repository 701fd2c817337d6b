import ChatModel
import Terminal

/// The outbox panel, and what can be done with a message that waits.
extension AppState {
    mutating func showOutbox() -> [AppEffect] {
        var outbox = OutboxState()
        let effects = outbox.reload(rows: OutboxView.itemRows(size))
        layers.append(.outbox(outbox))
        return effects
    }

    mutating func take(_ page: OutboxPage) -> [AppEffect] {
        let rows = OutboxView.itemRows(size)
        return changeOutbox { $0.take(page, rows: rows) }
    }

    /// Changes the outbox panel if there is one.
    mutating func changeOutbox(_ change: (inout OutboxState) -> [AppEffect]) -> [AppEffect] {
        for index in layers.indices {
            guard case .outbox(var outbox) = layers[index] else { continue }
            let effects = change(&outbox)
            layers[index] = .outbox(outbox)
            return effects
        }
        return []
    }

    mutating func take(_ key: KeyEvent, in outbox: OutboxState) -> [AppEffect] {
        guard let command = keys.command(for: key, in: .outbox) else { return [] }
        var outbox = outbox
        let rows = OutboxView.itemRows(size)
        var effects: [AppEffect] = []
        switch command {
        case .up: outbox.move(by: -1)
        case .down: outbox.move(by: 1)
        case .pageUp: outbox.move(by: -rows)
        case .pageDown: outbox.move(by: rows)
        case .first: effects = outbox.goToOldest(rows: rows)
        case .last: effects = outbox.goToNewest(rows: rows)
        case .open: return openEntry(outbox)
        case .retry: return outbox.selected.map { retry($0.reference, $0.state) } ?? []
        case .retryAll: return retryAll()
        case .cancel:
            if let entry = outbox.selected { layers.append(.question(.cancel(entry.reference, text: entry.text))) }
            return []
        case .back, .quit, .redraw: return leaveLayer(command)
        default: break
        }
        replaceLayer(.outbox(outbox))
        return effects
    }

    private mutating func openEntry(_ outbox: OutboxState) -> [AppEffect] {
        guard let entry = outbox.selected else { return [] }
        layers.removeLast()
        leaveListFocus()
        let position = TimelinePosition(time: entry.time, sequence: entry.sequence, row: 0)
        return open(entry.conversation, at: position)
    }

    // MARK: One message

    mutating func retry(_ message: MessageReference, _ state: DeliveryState) -> [AppEffect] {
        let words = connection.isOnline ? "Trying again." : "It leaves as soon as the server is reached."
        notice = Notice(.hint, words)
        return [.retryOutbox(.one(message))]
    }

    private mutating func retryAll() -> [AppEffect] {
        guard outboxParked > 0 else {
            notice = Notice(.hint, outboxWaiting > 0 ? "Trying everything again." : "Nothing waits.")
            return outboxWaiting > 0 ? [.retryOutbox(.all)] : []
        }
        layers.append(.question(.retryAll(parked: outboxParked)))
        return []
    }

    /// Whether the text of a cancelled message has somewhere to go: an empty box, or the draft of another chat.
    func keepsText(of message: MessageReference) -> Bool {
        timeline?.conversation.id != message.conversation || (composer.input.isEmpty && composer.isDraftLoaded)
    }

    mutating func cancel(_ message: MessageReference, text: String) -> [AppEffect] {
        [.cancelOutbox(message)]
    }

    /// The message has left the outbox: its text goes back to where it was written.
    mutating func takeCancelled(_ text: String, of message: MessageReference, saying sentence: String) -> [AppEffect] {
        notice = Notice(.hint, sentence)
        composer.history.add(text)
        guard timeline?.conversation.id == message.conversation else {
            let hasDraft = list.summary(of: message.conversation)?.hasDraft == true
            strays[message.conversation, default: StrayText()].before += text + (hasDraft ? "\n" : "")
            return [.loadDraft(message.conversation)]
        }
        guard keepsText(of: message) else { return [] }
        return editBox { $0.insert(text) }
    }
}
