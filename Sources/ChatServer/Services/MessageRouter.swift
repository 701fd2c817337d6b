import ChatModel
import Logging

/// Finds the way of each message: to one user, or by way of the group router; stores it, writes it to those who are
/// connected, and hands the rest to the push service.
struct MessageRouter: Sendable {
    let broker: MessageBroker
    let sessions: SessionService
    let persistence: PersistenceService
    let gateway: WebSocketGateway
    let design: DesignBehaviour
    let quirks: Quirks

    /// Above this many bytes a message is not delivered live (quirk `losesLargeFrames`).
    static let liveLimit = 64 * 1024

    /// Routes what a client said.
    func route(_ message: ChatMessage) async throws {
        if message.destination.isEmpty, quirks.contains(.breaksStoreWithoutAddress) {
            return await broker.breakStore("\(LogText.harmless(message.source.rawValue)) wrote to nobody")
        }
        guard try await settle(message) else { return }
        guard !design.routesByChannel, message.channel != .group else {
            await broker.publish(.newGroupMessage(message))
            return
        }
        guard let receiver = receiver(of: message) else { return }
        try await deliver(message, to: [receiver])
    }

    /// Deletes what the sender says to have by now; false when the message goes no further.
    private func settle(_ message: ChatMessage) async throws -> Bool {
        let isGroup = message.channel == .group
        let isAcknowledgement = message.head("action") == "ack"
        switch design.receipts {
        case .none, .client:
            return true
        case .acknowledgement, .state:
            guard !isGroup else { return true }
            if isAcknowledgement || design.receipts == .state { try await forget(message) }
            return !isAcknowledgement
        case .system:
            guard message.head("category") == "system" else { return true }
            try await forget(message)
            return isGroup ? !quirks.contains(.dropsGroupSystem) : message.destination != ChatMessage.server
        }
    }

    private func forget(_ message: ChatMessage) async throws {
        for id in message.acknowledges { try await persistence.acknowledge(id, by: message.source) }
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

    // MARK: Delivery

    /// Stores the message for each receiver unless it is ephemeral, then tries to write it.
    func deliver(_ sent: ChatMessage, to receivers: [UserID]) async throws {
        let message = await addressed(sent, to: receivers)
        guard !message.isEphemeral else {
            guard !quirks.contains(.cannotReachGateway) else { return }
            for receiver in receivers where await isConnected(receiver) {
                _ = await gateway.deliver(message, to: receiver)
            }
            return
        }
        guard design.storesFirst else {
            for receiver in receivers { try await deliverOrStore(message, to: receiver) }
            return
        }
        // What a channel's member said needs no keeping for themself.
        let keepers = design.routesByChannel ? receivers.filter { $0 != message.source } : receivers
        if keepers.count < receivers.count, await isConnected(message.source) {
            _ = await gateway.deliver(message, to: message.source)
        }
        let rows = try await persistence.save(message, for: keepers)
        for (row, receiver) in zip(rows, keepers) {
            try await deliver(message, row: row, to: receiver)
        }
    }

    /// Where messages name their recipients, all whom the gateway is to write to are told who the others are.
    private func addressed(_ message: ChatMessage, to receivers: [UserID]) async -> ChatMessage {
        guard design.routesByChannel else { return message }
        var addressed = message
        addressed.recipients = []
        for receiver in receivers where await isConnected(receiver) { addressed.recipients?.append(receiver) }
        return addressed
    }

    /// v1: only what cannot be written is stored.
    private func deliverOrStore(_ message: ChatMessage, to receiver: UserID) async throws {
        if !quirks.contains(.cannotReachGateway), await isConnected(receiver) {
            let delivery = await gateway.deliver(message, to: receiver)
            guard delivery == .notConnected, !quirks.contains(.losesOnStaleMapping) else { return }
        }
        guard await !broker.isStoreBroken else { return }
        _ = try await persistence.save(message, for: [receiver])
    }

    private func deliver(_ message: ChatMessage, row: Int64, to receiver: UserID) async throws {
        guard await isConnected(receiver) else { return await push(message, to: receiver) }
        guard !quirks.contains(.cannotReachGateway) else { return }
        guard !(quirks.contains(.losesLargeFrames) && message.weight > Self.liveLimit) else { return }
        guard !persistence.isTooHeavy(message), try await persistence.claim(row) else { return }
        switch await gateway.deliver(message, to: receiver) {
        case .written:
            guard quirks.contains(.deletesOnWrite) else { return }
            if quirks.contains(.savesLate) {
                try await persistence.release(row)
            } else {
                try await persistence.remove([row])
            }
        case .notConnected:
            guard !quirks.contains(.losesOnStaleMapping) else { return try await persistence.remove([row]) }
            try await persistence.release(row)
            await sessions.disconnected(receiver, from: gateway.name)
            await push(message, to: receiver)
        case .unwritable:
            try await persistence.release(row)
        }
    }

    /// Channels push by the address, so only what is for the user alone finds a device.
    private func push(_ message: ChatMessage, to receiver: UserID) async {
        guard design.pushes, !design.routesByChannel || receiver.rawValue == message.destination else { return }
        await broker.publish(.offlineMessage(message, receiver: receiver))
    }

    private func isConnected(_ user: UserID) async -> Bool {
        await sessions.gateway(of: user) != nil
    }
}
