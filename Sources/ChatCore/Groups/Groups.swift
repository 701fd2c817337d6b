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

    /// Takes over every group that the server lists for us, and says which. Of the groups that were known before it was
    /// asked, those that it does not list are ours no more: not every design tells who is removed.
    package func refreshAll() async throws(ClientError) -> Set<ConversationID> {
        let known = try await storing { () async throws(StoreError) in
            try await store.groups().filter { !$0.hasLeft && !$0.id.isProvisional }.map(\.id)
        }
        let moment = try await moment()
        let groups = try await calls.groups()
        for group in groups { try await replace(group, asOf: moment) }
        let listed = Set(groups.map(\.id))
        let left = Set(known).subtracting(listed)
        if !left.isEmpty {
            try await storing { () async throws(StoreError) in try await store.markLeft(left) }
        }
        return listed
    }

    /// Fetches one group again, after a notice or a message of a group that is not known.
    package func refresh(_ id: ConversationID) async throws(ClientError) {
        let moment = try await moment()
        do throws(ClientError) {
            let group = try await calls.group(id)
            guard group.id == id else {
                throw .answer(.unreadable("another group than asked for"), server: calls.server)
            }
            try await replace(group, asOf: moment)
        } catch .answer(.notFound, let server) {
            let known = try await storing { () async throws(StoreError) in try await store.conversation(id) }
            guard let known, known.isGroup else { throw .answer(.notFound, server: server) }
            try await storing { () async throws(StoreError) in try await store.markLeft([id]) }
        }
    }

    /// Taken before the server is asked: what it does for us meanwhile is not in its answer.
    private func moment() async throws(ClientError) -> GroupMoment {
        try await storing { () async throws(StoreError) in try await store.groupMoment() }
    }

    private func replace(_ group: Group, asOf moment: GroupMoment) async throws(ClientError) {
        try await storing { () async throws(StoreError) in try await store.replaceGroup(group, asOf: moment) }
    }
}
