package import ChatModel
package import ChatStore
package import ChatWire

/// Accepts what the user wants to say: checks it and puts it into the store, from where whoever owns the connection
/// sends it. Needs no connection itself, so every process of the account may use it.
package struct OutgoingMessages: Sendable {
    private let store: MessageStore
    private let design: ServerDesign
    private let user: UserID

    package init(store: MessageStore, design: ServerDesign, user: UserID) {
        self.store = store
        self.design = design
        self.user = user
    }

    /// Stores the message and its outbox row in one transaction; when this returns, the message survives power loss.
    ///
    /// - Parameter id: chosen by a script that may run again; nil makes a fresh one. The same id with the same text is
    ///   the same message and is answered with it.
    /// - Parameter clearsDraft: whether the text was the conversation's draft, which then goes with the same commit.
    package func enqueue(
        _ text: String, to conversation: ConversationID, id: MessageID?, clearsDraft: Bool = true, now: Timestamp
    ) async throws(ClientError) -> Message {
        var generator = SystemRandomNumberGenerator()
        let id = id ?? MessageID.make(now: now, using: &generator)
        let conversation = try await current(conversation)
        try await check(text, to: conversation, id: id)
        let outgoing = OutgoingText(
            id: id, conversation: conversation, text: text, now: now, sequence: 0, clearsDraft: clearsDraft)
        let result = try await storing { () async throws(StoreError) in try await store.enqueue(outgoing) }
        switch result {
        case .stored(let message), .alreadyStored(let message): return message
        case .conflict: throw .idTaken(id)
        }
    }

    /// Takes a message back that the server has not taken yet; it leaves the conversation as well.
    package func cancel(_ id: MessageID, in conversation: ConversationID) async throws(ClientError) -> Cancellation {
        try await storing { () async throws(StoreError) in try await store.cancel(id, in: conversation) }
    }

    /// Has a message tried again that was set aside, or that nobody has confirmed; whoever owns the connection notices.
    ///
    /// - Returns: the state that it was in.
    @discardableResult
    package func retry(_ id: MessageID, in conversation: ConversationID) async throws(ClientError) -> DeliveryState {
        let state = try await storing { () async throws(StoreError) in try await store.retry(id, in: conversation) }
        guard !state.hasReached(.delivered) else { throw .alreadyDelivered(id) }
        return state
    }

    /// A new group may have got its name from the server since the caller looked.
    private func current(_ conversation: ConversationID) async throws(ClientError) -> ConversationID {
        guard conversation.isProvisional else { return conversation }
        return try await storing { () async throws(StoreError) in try await store.currentID(of: conversation) }
            ?? conversation
    }

    /// Refuses now what could only be parked later.
    private func check(_ text: String, to conversation: ConversationID, id: MessageID) async throws(ClientError) {
        guard !text.isEmpty else { throw .emptyText }
        guard text.utf8.count <= WireLimits.textBytes else {
            throw .textTooLong(bytes: text.utf8.count, limit: WireLimits.textBytes)
        }
        let found = try await storing { () async throws(StoreError) in try await store.conversation(conversation) }
        guard let found else { throw .unknownConversation(conversation) }
        guard !found.hasLeft else { throw .group(found.id.isProvisional ? .neverMade : .notInGroup) }
        do {
            _ = try design.codec.encode(
                Envelope(
                    id: id, from: user, to: found.address, conversation: conversation, isGroup: found.isGroup,
                    content: .text(text)))
        } catch .unwritable(let reason) {
            throw .unwritable(reason: reason)
        } catch {
            throw .unwritable(reason: error.summary)
        }
    }
}
