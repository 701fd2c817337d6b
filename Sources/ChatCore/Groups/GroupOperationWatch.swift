package import ChatModel
package import ChatStore

/// Waits until operations have left the outbox, whoever owns the connection; ends early when its task is cancelled.
package struct GroupOperationWatch: Sendable {
    private let store: MessageStore

    package init(store: MessageStore) {
        self.store = store
    }

    /// - Returns: the operations as they are then, in the order of `ids`; ids that name none are left out.
    package func wait(for ids: [MessageID]) async throws -> [GroupOperation] {
        // Made before the first look, so that no change falls between the two.
        let changes = store.changes
        let first = try await operations(ids)
        if !first.contains(where: { $0.state == .queued }) { return first }
        for await _ in changes {
            let now = try await operations(ids)
            if !now.contains(where: { $0.state == .queued }) { return now }
        }
        return try await operations(ids)
    }

    package func operations(_ ids: [MessageID]) async throws(StoreError) -> [GroupOperation] {
        var operations: [GroupOperation] = []
        for id in ids {
            if let operation = try await store.groupOperation(id) { operations.append(operation) }
        }
        return operations
    }
}
