import ChatModel

/// Multiplies a group's message to its members. An unknown group, or a sender who is no member: the message is dropped
/// without a word, unless the design has other ideas.
struct GroupMessageRouter: Sendable {
    let broker: MessageBroker
    let groups: GroupService
    let quirks: Quirks

    func route(_ message: ChatMessage) async throws {
        let members = try await groups.members(of: message.destination).map(\.user)
        await send(message, to: members)
    }

    /// v3: named recipients are taken at their word; then a channel of that id wins over the message's type; only then
    /// is the address a user.
    func routeByChannel(_ message: ChatMessage) async throws {
        if let recipients = message.recipients {
            await broker.publish(.sendMessage(message, receivers: recipients))
            return
        }
        let members = try await groups.members(of: message.destination).map(\.user)
        if !members.isEmpty {
            await send(message, to: members)
        } else if message.channel == .individual, !message.destination.isEmpty {
            await broker.publish(.sendMessage(message, receivers: [UserID(message.destination)]))
        }
    }

    private func send(_ message: ChatMessage, to members: [UserID]) async {
        guard quirks.contains(.skipsMembership) || members.contains(message.source) else { return }
        var seen: Set<UserID> = quirks.contains(.echoesToSender) ? [] : [message.source]
        let receivers = members.filter { seen.insert($0).inserted }
        await broker.publish(.sendMessage(message, receivers: receivers))
    }
}
