import ChatModel
import Logging

/// Finds the way of each message: to one user, or by way of the group router; stores it, writes it to those who are
/// connected, and hands the rest to the push service.
struct MessageRouter: Sendable {
    let broker: MessageBroker
    let sessions: SessionService
    let persistence: PersistenceService
    let gateway: WebSocketGateway
    let quirks: Quirks
    let log: Logger

    /// Above this many bytes a message is not delivered live (quirk `losesLargeFrames`).
    static let liveLimit = 64 * 1024

    /// Routes what a client said.
    func route(_ message: ChatMessage) async throws {
        guard message.channel != .group else {
            await broker.publish(.newGroupMessage(message))
            return
        }
        guard let receiver = receiver(of: message) else { return }
        try await deliver(message, to: [receiver])
    }

    /// The addressee; nil when the message goes nowhere.
    private func receiver(of message: ChatMessage) -> UserID? {
        let isForServer = message.destination == ChatMessage.server
        guard !message.destination.isEmpty, !(isForServer && message.kind == .notification) else { return nil }
        guard quirks.contains(.cutsAddresses) else { return UserID(message.destination) }
        guard !message.destination.contains(" ") else { return nil }
        let end = message.destination.firstIndex(of: ".") ?? message.destination.endIndex
        return UserID(String(message.destination[..<end]))
    }

    /// Stores the message for each receiver unless it is ephemeral, then tries to write it.
    func deliver(_ message: ChatMessage, to receivers: [UserID]) async throws {
        guard !message.isEphemeral else {
            for receiver in receivers where await isConnected(receiver) {
                _ = await gateway.deliver(message, to: receiver)
            }
            return
        }
        let rows = try await persistence.save(message, for: receivers)
        for (row, receiver) in zip(rows, receivers) {
            try await deliver(message, row: row, to: receiver)
        }
    }

    private func deliver(_ message: ChatMessage, row: Int64, to receiver: UserID) async throws {
        guard await isConnected(receiver) else {
            await broker.publish(.offlineMessage(message, receiver: receiver))
            return
        }
        guard !(quirks.contains(.losesLargeFrames) && message.weight > Self.liveLimit) else { return }
        guard try await persistence.claim(row) else { return }
        switch await gateway.deliver(message, to: receiver) {
        case .written: break
        case .notConnected:
            try await persistence.release(row)
            await sessions.disconnected(receiver, from: gateway.name)
            await broker.publish(.offlineMessage(message, receiver: receiver))
        case .unwritable:
            try await persistence.release(row)
        }
    }

    private func isConnected(_ user: UserID) async -> Bool {
        await sessions.gateway(of: user) != nil
    }
}
