import ChatModel
import ChatStore

/// Prints what is not delivered yet: messages that wait for the server or the user, changes of groups that wait for the
/// server, and messages that wait for a receipt.
struct OutboxListing {
    let assembly: Assembly
    let output: Output

    /// - Returns: success, also when nothing is there.
    func run(limit: Int) async throws -> ProgramStatus {
        let now = SystemClock.now()
        let outlook = OutboxOutlook(owner: await OwnerStatus.read(assembly.directory))
        for item in try await assembly.store.outboxItems(limit: limit) {
            try print(item, next: outlook.next(for: item), now: now)
        }
        for change in try await assembly.store.waitingGroupOperations() {
            let notice = try await assembly.store.message(change.id, in: change.conversation)
            try print(change, since: notice?.time ?? now, next: outlook.next(for: change), now: now)
        }
        for item in try await assembly.store.unconfirmedItems(limit: limit) {
            try print(item, next: outlook.next(for: item), now: now)
        }
        return .success
    }

    private func print(_ change: GroupOperation, since time: Timestamp, next: String, now: Timestamp) throws {
        let age = max(0, now.milliseconds(since: time)) / 1000
        let people = change.users.map(\.rawValue)
        guard output.isJSON else {
            let text = change.kind == .leave ? "leave" : "\(change.kind.rawValue) \(people.joined(separator: ","))"
            return try output.columns(
                PlainText.time(time), change.title, "queued", change.id.rawValue, text, String(change.attempts),
                String(age), next)
        }
        var line = JSONLine("outbox")
        line.add("id", change.id.rawValue)
        line.add("chat", change.conversation.rawValue)
        line.add("to", change.title)
        line.add("state", "queued")
        line.add("change", change.kind.rawValue)
        line.add("people", people)
        line.add("attempts", Int64(change.attempts))
        line.add("ts", PlainText.time(time))
        line.add("ageSeconds", age)
        line.add("next", next)
        try output.object(line)
    }

    private func print(_ item: OutboxItem, next: String, now: Timestamp) throws {
        let state = item.state == .sent ? "unconfirmed" : item.state.rawValue
        let age = max(0, now.milliseconds(since: item.time)) / 1000
        guard output.isJSON else {
            return try output.columns(
                PlainText.time(item.time), item.to, state, item.messageID.rawValue, item.text,
                String(item.attempts), String(age), next)
        }
        var line = JSONLine("outbox")
        line.add("id", item.messageID.rawValue)
        line.add("chat", item.conversation.rawValue)
        line.add("to", item.to)
        line.add("state", state)
        line.add("reason", item.parkReason)
        line.add("attempts", Int64(item.attempts))
        line.add("lastAttempt", item.lastAttempt.map(PlainText.time))
        line.add("ts", PlainText.time(item.time))
        line.add("ageSeconds", age)
        line.add("next", next)
        line.add("text", item.text)
        try output.object(line)
    }
}
