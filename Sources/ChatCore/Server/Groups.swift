package import ChatModel
package import ChatStore
import ChatWire

/// Keeps the store's groups as the server describes them. A fetch that fails changes nothing: what is known is kept.
package struct Groups: Sendable {
    private let store: MessageStore
    private let calls: ServerCalls

    package init(store: MessageStore, calls: ServerCalls) {
        self.store = store
        self.calls = calls
    }

    /// Takes over every group that the server lists for us, and says which.
    package func refreshAll() async throws(ClientError) -> Set<ConversationID> {
        let groups = try await calls.groups()
        for group in groups { try await replace(group) }
        return Set(groups.map(\.id))
    }

    /// Fetches one group again, after a notice or a message of a group that is not known.
    package func refresh(_ id: ConversationID) async throws(ClientError) {
        let group = try await calls.group(id)
        guard group.id == id else { throw .answer(.unreadable("another group than asked for"), server: calls.server) }
        try await replace(group)
    }

    private func replace(_ group: Group) async throws(ClientError) {
        try await storing { () async throws(StoreError) in try await store.replaceGroup(group) }
    }
}
