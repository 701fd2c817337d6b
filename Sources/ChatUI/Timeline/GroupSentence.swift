import ChatModel

extension TimelineState {
    /// "Asha added Ravi and Dad".
    func sentence(for change: GroupChange, by message: Message) -> String {
        let actor = message.isOwn ? "You" : name(of: message.sender)
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
        let shown = users.prefix(4).map { name(of: $0) }
        if users.count > shown.count {
            return shown.joined(separator: ", ") + " and \(users.count - shown.count) more"
        }
        return shown.count > 1
            ? shown.dropLast().joined(separator: ", ") + " and " + shown[shown.count - 1] : shown.joined()
    }
}
