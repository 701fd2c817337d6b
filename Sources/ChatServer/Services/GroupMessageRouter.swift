import ChatModel

/// Multiplies a group's message to its members, the sender excepted. An unknown group, or a sender who is no member:
/// the message is dropped without a word.
struct GroupMessageRouter: Sendable {
    let broker: MessageBroker
    let groups: GroupService

    func route(_ message: ChatMessage) async throws {
        let members = try await groups.members(of: message.destination).map(\.user)
        guard members.contains(message.source) else { return }
        var seen: Set<UserID> = [message.source]
        let receivers = members.filter { seen.insert($0).inserted }
        await broker.publish(.sendMessage(message, receivers: receivers))
    }
}
