package import ChatModel
import GRDB

/// What only the owner of the connection writes to the outbox. Each is refused, and changes nothing, once somebody else
/// has taken over. Source: delivery page, "Several processes".
extension MessageStore {
    /// Records what became of messages and which ones are about to be written, in one transaction.
    ///
    /// An acknowledgement outweighs that the user has stopped the message meanwhile: the server has it. What somebody
    /// has removed or confirmed meanwhile is passed over.
    ///
    /// - Throws: `StoreError.notOwner`.
    @discardableResult
    package func record(
        _ progress: OutboxProgress, at time: Timestamp, as owner: OwnerEpoch
    ) async throws(StoreError) -> OutboxProgress.Outcome {
        try await write([.messages, .progress]) { db in
            try db.require(owner)
            var outcome = OutboxProgress.Outcome()
            for message in progress.acknowledged {
                guard let waiting = try OutboxRecord.waiting(message, db),
                    try StateMoves.advance(waiting.row, from: waiting.state, to: .sent, db)
                else { continue }
                outcome.watched.append(try WatchRecord.begin(waiting.row, message, at: time, link: progress.link, db))
            }
            for parking in progress.parked {
                guard let waiting = try OutboxRecord.waiting(parking.message, db), waiting.state == .queued else {
                    continue
                }
                try StateMoves.move(waiting.row, from: .queued, to: .parked, reason: parking.reason, db)
            }
            for row in progress.unused { try OutboxRecord.uncountAttempt(row, db) }
            outcome.attempted = try progress.attempted.compactMap { row in
                try OutboxRecord.countAttempt(row, at: time, db)
            }
            return outcome
        }
    }

    /// Counts that the link ended right after this row was written to it and nothing else was under way.
    ///
    /// - Returns: how often that has happened; nil when the row is no longer there.
    /// - Throws: `StoreError.notOwner`.
    package func countStrike(_ row: Int64, as owner: OwnerEpoch) async throws(StoreError) -> Int? {
        try await write(.progress) { db in
            try db.require(owner)
            try db.run("UPDATE outbox SET strikes = strikes + 1 WHERE row = ?", [row])
            return try db.integer("SELECT strikes FROM outbox WHERE row = ?", [row]).map { Int($0) }
        }
    }
}
