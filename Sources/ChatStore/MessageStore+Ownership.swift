import ChatModel
import GRDB

/// Who may write what an owner of the connection writes.
extension MessageStore {
    /// Takes the outbox over: from here on every earlier owner is refused. To be called by who holds the lock.
    ///
    /// What the earlier owner had handed to its link may have been lost with it.
    package func takeOwnership(processID: Int32) async throws(StoreError) -> OwnerEpoch {
        try await write(.outbox) { [now] db in
            try db.run(
                """
                INSERT INTO owner (one, epoch, process, since) VALUES (1, 1, ?1, ?2)
                ON CONFLICT (one) DO UPDATE SET epoch = epoch + 1, process = ?1, since = ?2
                """, [processID, now().milliseconds])
            try db.run(WatchRecord.loseAll)
            return OwnerEpoch(number: try db.integer("SELECT epoch FROM owner") ?? 0)
        }
    }

    /// Who took over last; nil when nobody ever did.
    package func ownership() async throws(StoreError) -> OwnershipRecord? {
        try await read { db in
            try db.first("SELECT epoch, process, since FROM owner") {
                OwnershipRecord(
                    epoch: OwnerEpoch(number: $0[0]), processID: $0[1], since: Timestamp(milliseconds: $0[2]))
            }
        }
    }
}

extension Database {
    /// Lets only the present owner pass.
    ///
    /// - Throws: `StoreError.notOwner`, which undoes the transaction.
    func require(_ epoch: OwnerEpoch) throws {
        guard try integer("SELECT epoch FROM owner") == epoch.number else { throw StoreError.notOwner }
    }
}
