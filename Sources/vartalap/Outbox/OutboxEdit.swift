import ChatCore
import ChatModel
import ChatStore

/// `outbox retry` and `outbox cancel`: one line a message, and the worst status of all.
struct OutboxEdit {
    let assembly: Assembly
    let output: Output

    /// How long an owner awaits the answer to a frame before it doubts the link, in milliseconds.
    private static let answerTime: Int64 = 10_000

    /// - Parameter ids: nil for everything that was refused.
    func retry(_ ids: [MessageID]?) async throws -> ProgramStatus {
        let messages = try messages()
        return try await forEach(ids, of: { $0.state == .parked }, operation: "retry") { item in
            let state = try await messages.retry(item.messageID, in: item.conversation)
            return Line(state: state == .sent ? "sent" : "queued")
        }
    }

    /// - Parameter ids: nil for everything that the server has not taken.
    func cancel(_ ids: [MessageID]?) async throws -> ProgramStatus {
        let messages = try messages()
        let hasOwner = ConnectionOwner.holder(path: assembly.directory.lockPath) != nil
        return try await forEach(ids, of: { _ in true }, operation: "cancel") { item in
            if hasOwner, isBeingHandedOver(item) { throw ClientError.handedOver(item.messageID) }
            switch try await messages.cancel(item.messageID, in: item.conversation) {
            case .removed: return Line(state: "cancelled")
            case .mayHaveLeft: return Line(state: "cancelled", mayArrive: true)
            }
        }
    }

    private func messages() throws -> OutgoingMessages {
        OutgoingMessages(store: assembly.store, design: try assembly.design(), user: assembly.account.user)
    }

    /// An attempt is in the store before its frame is written, so this is how another process's work is seen.
    private func isBeingHandedOver(_ item: OutboxItem) -> Bool {
        guard item.state == .queued, let last = item.lastAttempt else { return false }
        return (0..<Self.answerTime).contains(SystemClock.now().milliseconds(since: last))
    }

    /// What was done about one message.
    private struct Line {
        var state: String
        /// It had been handed to the server without an answer.
        var mayArrive = false
    }

    private func forEach(
        _ ids: [MessageID]?, of isMeant: (OutboxItem) -> Bool, operation: String,
        _ act: (OutboxItem) async throws -> Line
    ) async throws -> ProgramStatus {
        var statuses: [ProgramStatus] = []
        for target in try await targets(ids, isMeant) {
            do {
                guard let item = target.item else { throw StoreError.unknownMessage(target.id) }
                try print(try await act(item), item, operation: operation)
            } catch {
                let fact = Failure.fact(error)
                try complain(fact, of: target.id, operation: operation)
                statuses.append(fact.status)
            }
        }
        return .worst(of: statuses)
    }

    /// The messages that are meant; one id names several when scripts have used it in several conversations.
    private func targets(
        _ ids: [MessageID]?, _ isMeant: (OutboxItem) -> Bool
    ) async throws -> [(id: MessageID, item: OutboxItem?)] {
        let items = try await assembly.store.outboxItems(limit: .max)
        guard let ids else { return items.filter(isMeant).map { ($0.messageID, $0) } }
        var targets: [(id: MessageID, item: OutboxItem?)] = []
        for id in ids {
            let waiting = items.filter { $0.messageID == id }
            if !waiting.isEmpty {
                targets += waiting.map { (id, $0) }
            } else {
                targets.append((id, try await assembly.store.message(id).map { OutboxItem($0) }))
            }
        }
        return targets
    }

    private func print(_ done: Line, _ item: OutboxItem, operation: String) throws {
        guard output.isJSON else {
            let note = done.mayArrive ? "may arrive all the same: it was handed to the server before" : ""
            return try output.columns(done.state, item.messageID.rawValue, item.to, note)
        }
        var line = JSONLine(operation)
        line.add("ok", true)
        line.add("state", done.state)
        line.add("id", item.messageID.rawValue)
        line.add("to", item.to)
        if done.mayArrive { line.add("mayArrive", true) }
        try output.object(line)
    }

    private func complain(_ fact: ProgramError, of id: MessageID, operation: String) throws {
        guard output.isJSON else { return Output.complain(fact.message) }
        var line = JSONLine(operation)
        line.add("ok", false)
        line.add("id", id.rawValue)
        line.add("error") { error in
            error.add("code", fact.code)
            error.add("exit", Int64(fact.status.rawValue))
            error.add("text", fact.message)
        }
        try output.object(line)
    }
}

extension OutboxItem {
    /// A message of ours that is no longer in the outbox.
    fileprivate init(_ message: Message) {
        self.init(
            row: message.row, messageID: message.messageID, conversation: message.conversation, isGroup: false,
            to: message.conversation.rawValue, text: PlainText.body(message.body), time: message.time,
            state: message.state ?? .sent)
    }
}
