package import ChatModel
package import ChatStore
import ChatWire

/// Sends what waits by HTTP, without a socket: for a program that sends and is gone, on designs that can.
///
/// The server keeps one socket a user, so a program that opens none disturbs nobody. The rules are the outbox's: per
/// conversation strictly in order, the next one when the one before was taken, an attempt counted before it is made.
/// Only the owner of the connection may run one. Source: cli page, "How `--send` works".
package struct RESTSender: Sendable {
    /// How a round went.
    package enum Outcome: Hashable, Sendable {
        /// Nothing is left to be sent in these conversations.
        case done
        /// A change of a group has to be made first, which is the work of a link.
        case needsLink
        /// Something was taken or set aside; more may be left.
        case progress
        /// The server said nothing about what it was given: to be tried again later, with the same id.
        case silent
    }

    private let store: MessageStore
    private let worker: OutboxWorker
    private let calls: ServerCalls
    private let batchLimit: Int

    /// nil where the design has no such call.
    package init?(store: MessageStore, configuration: ClientConfiguration, directory: any Directory) {
        guard let sending = configuration.design.capabilities.restSending else { return nil }
        self.store = store
        worker = OutboxWorker(
            store: store, design: configuration.design, user: configuration.account.user)
        calls = ServerCalls(
            directory: directory, design: configuration.design, account: configuration.account,
            accessKey: configuration.accessKey, tokens: configuration.tokens)
        batchLimit = sending.batchLimit
    }

    /// Sends the next message of each of these conversations.
    ///
    /// - Throws: `ClientError`: the server is not reached or wants nothing now (try again), refused our key, or knows no
    ///   such call.
    package func sendNext(
        of conversations: Set<ConversationID>, at time: Timestamp, as owner: OwnerEpoch
    ) async throws(ClientError) -> Outcome {
        let (items, isBlocked) = try await storing { () async throws(StoreError) in
            try await heads(of: conversations)
        }
        guard !items.isEmpty else { return isBlocked ? .needsLink : .done }
        let batch = try await counted(Array(items.prefix(batchLimit)), at: time, as: owner)
        do {
            return try await send(batch, at: time, as: owner)
        } catch .answer(.refused, _) where batch.count > 1 {
            // Nobody says which one was refused, so each is asked about alone.
            var outcome = Outcome.silent
            for item in batch where try await send([item], at: time, as: owner) == .progress { outcome = .progress }
            return outcome
        }
    }

    /// The first waiting message of each conversation; none where a change of the group has to be made first.
    private func heads(
        of conversations: Set<ConversationID>
    ) async throws(StoreError) -> (items: [OutboxItem], isBlocked: Bool) {
        var heads: [OutboxItem] = []
        var isBlocked = false
        for conversation in conversations {
            guard let key = try await store.nextOutboxKey(of: conversation) else { continue }
            if key.isGroupOperation {
                isBlocked = true
            } else if let item = try await store.outboxItem(key.row), item.state == .queued {
                heads.append(item)
            }
        }
        return (heads.sorted { $0.row < $1.row }, isBlocked)
    }

    private func counted(
        _ items: [OutboxItem], at time: Timestamp, as owner: OwnerEpoch
    ) async throws(ClientError) -> [OutboxItem] {
        var progress = OutboxProgress()
        progress.attempted = items.map(\.row)
        return try await record(progress, at: time, as: owner).attempted
    }

    private func send(
        _ items: [OutboxItem], at time: Timestamp, as owner: OwnerEpoch
    ) async throws(ClientError) -> Outcome {
        guard !items.isEmpty else { return .progress }
        var progress = OutboxProgress()
        progress.link = .safe
        do {
            let taken = try await calls.send(items.map(worker.envelope))
            progress.acknowledged = items.filter { taken.contains($0.messageID) }.map(\.reference)
        } catch {
            guard items.count == 1, let reason = error.refusal else { throw error }
            progress.parked = items.map { OutboxProgress.Parking(message: $0.reference, reason: reason) }
        }
        guard !progress.isEmpty else { return .silent }
        _ = try await record(progress, at: time, as: owner)
        return .progress
    }

    private func record(
        _ progress: OutboxProgress, at time: Timestamp, as owner: OwnerEpoch
    ) async throws(ClientError) -> OutboxProgress.Outcome {
        try await storing { () async throws(StoreError) in try await store.record(progress, at: time, as: owner) }
    }
}

extension OutboxItem {
    fileprivate var reference: OwnMessageReference {
        OwnMessageReference(id: messageID, conversation: conversation)
    }
}

extension ClientError {
    /// Why this very message is refused, so that sending it again cannot help.
    fileprivate var refusal: String? {
        switch self {
        case .unwritable, .answer(.refused, _): message
        default: nil
        }
    }
}
