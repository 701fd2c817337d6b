import ChatModel
import ChatStore

/// Writes drafts soon after the last key, so that a killed program loses a second of typing at most.
final class DraftKeeper {
    private let store: MessageStore
    /// What is not written yet.
    private var pending: [ConversationID: String] = [:]
    private var timer: Task<Void, Never>?
    private let isDue: () -> Void
    /// How long after a change it is written; keys in between go into the same write.
    private static let delay = Duration.milliseconds(400)

    /// - Parameter isDue: asks the owner to call `flush()` in the order of its other work, so that a draft is never
    ///   written after the message that it became.
    init(store: MessageStore, isDue: @escaping () -> Void) {
        self.store = store
        self.isDue = isDue
    }

    func keep(_ text: String, of conversation: ConversationID) {
        pending[conversation] = text
        guard timer == nil else { return }
        timer = Task { [weak self] in
            try? await ContinuousClock().sleep(for: Self.delay)
            self?.timer = nil
            self?.isDue()
        }
    }

    /// Forgets a text that was sent, unless something newer has taken its place.
    func drop(_ text: String, of conversation: ConversationID) {
        if pending[conversation] == text { pending[conversation] = nil }
    }

    /// The newest draft, written or not; empty when there is none.
    func draft(of conversation: ConversationID) async throws -> String {
        if let text = pending[conversation] { return text }
        return try await store.draft(of: conversation) ?? ""
    }

    /// Writes everything now. What cannot be written is kept for the next try.
    func flush() async throws(StoreError) {
        timer?.cancel()
        timer = nil
        let drafts = pending
        pending = [:]
        var failure: StoreError?
        for (conversation, text) in drafts {
            do {
                try await store.setDraft(text, of: conversation)
            } catch {
                if pending[conversation] == nil { pending[conversation] = text }
                failure = error
            }
        }
        if let failure { throw failure }
    }
}
