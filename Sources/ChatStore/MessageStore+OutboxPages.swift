import GRDB

/// The outbox a page at a time, from its end as well: it may hold more than a screen should load.
extension MessageStore {
    /// What waits, in order of enqueueing: the last `limit` before the outbox row `end`, or the newest ones.
    package func outboxItems(before end: Int64?, limit: Int) async throws(StoreError) -> [OutboxItem] {
        let end = end ?? .max
        return try await read { db in
            let first = try db.integer(
                """
                SELECT min(row) FROM (
                    SELECT row FROM outbox WHERE kind = 'message' AND row < ? ORDER BY row DESC LIMIT ?)
                """, [end, limit])
            guard let first else { return [] }
            let items = try db.all(OutboxRecord.list, [first - 1, limit], OutboxRecord.item)
            return items.filter { $0.row < end }
        }
    }
}
