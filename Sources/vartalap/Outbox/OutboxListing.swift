import ChatModel
import ChatStore

/// Prints what is not delivered yet: what waits for the server, for the user, or for a receipt.
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
        for item in try await assembly.store.unconfirmedItems(limit: limit) {
            try print(item, next: outlook.next(for: item), now: now)
        }
        return .success
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
