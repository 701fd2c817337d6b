import ChatCore
import ChatModel
import ChatStore
import ChatUI

/// What the interface wants of messages that wait.
extension EffectPerformer {
    /// Rows that are looked at together, so that a large outbox is never in memory whole.
    private static let pageSize = 500

    func touchOutbox(_ effect: AppEffect) async throws {
        switch effect {
        case .loadOutbox(let request):
            queue.post(.outboxPage(try await Loading.outbox(request, from: store)))
        case .retryOutbox(.one(let message)):
            try await client.retry(message.id, in: message.conversation)
            await link.retryNow()
        case .retryOutbox(.all):
            try await retryAll()
        case .cancelOutbox(let message):
            try await cancel(message)
        default:
            break
        }
    }

    private func retryAll() async throws {
        var last: Int64 = 0
        while case let items = try await store.outboxItems(after: last, limit: Self.pageSize), let end = items.last {
            for item in items where item.state == .parked {
                try await client.retry(item.messageID, in: item.conversation)
            }
            last = end.row
        }
        await link.retryNow()
    }

    private func cancel(_ message: MessageReference) async throws {
        let found = try await store.message(message.id, in: message.conversation)
        let outcome = try await client.cancel(message.id, in: message.conversation)
        guard case .text(let text) = found?.body else { return }
        queue.post(.cancelled(message, text: text, Self.sentence(outcome)))
    }

    private static func sentence(_ outcome: ChatStore.Cancellation) -> String {
        switch outcome {
        case .removed:
            "Taken back; it never left."
        case .mayHaveLeft(let attempts):
            "Taken back here. It was handed over \(attempts == 1 ? "once" : "\(attempts) times") without an answer, so it "
                + "may arrive all the same."
        }
    }
}
