import ChatModel

extension TimelineState {
    /// "Asha added Ravi and Dad".
    func sentence(for change: GroupChange, by message: Message) -> String {
        let isOurs = message.isOwn || message.sender == me
        if let reason = change.refusal { return "Undone: \(reason)" }
        let actor = isOurs ? "You" : name(of: message.sender)
        if let title = change.created {
            let others = change.added.filter { $0 != message.sender }
            return "\(actor) made the group \(title)" + (others.isEmpty ? "" : " with \(people(others))")
        }
        var parts: [String] = []
        if !change.added.isEmpty { parts.append("added \(people(change.added))") }
        if change.removed == [message.sender], change.added.isEmpty {
            parts.append("left")
        } else if !change.removed.isEmpty {
            parts.append("removed \(people(change.removed))")
        }
        return parts.isEmpty ? "\(actor) changed the group" : "\(actor) \(parts.joined(separator: " and "))"
    }

    /// The first few by name, the rest by number.
    private func people(_ users: [UserID]) -> String {
        let shown = users.prefix(4).map { $0 == me ? "you" : name(of: $0) }
        if users.count > shown.count {
            return shown.joined(separator: ", ") + " and \(users.count - shown.count) more"
        }
        return shown.count > 1
            ? shown.dropLast().joined(separator: ", ") + " and " + shown[shown.count - 1] : shown.joined()
    }
}
