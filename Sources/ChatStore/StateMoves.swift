import ChatModel
import GRDB

/// The one place that writes the state of a message, by the table of legal moves.
enum StateMoves {
    /// Moves a message; when it has left `queued` and `parked` behind, its outbox row goes in the same transaction.
    ///
    /// - Throws: `StoreError.illegalMove`; `.unexpected` if the row was not in the state `from`.
    static func move(
        _ row: Int64, from: DeliveryState, to: DeliveryState, reason: String? = nil, _ db: Database
    ) throws {
        guard from.canMove(to: to) else { throw StoreError.illegalMove(from: from, to: to) }
        let moved = try db.run(
            "UPDATE message SET state = ?, park_reason = ? WHERE row = ? AND state = ?",
            [to.rawValue, reason, row, from.rawValue])
        guard moved == 1 else {
            throw StoreError.unexpected(reason: "message \(row) was not \(from.rawValue)")
        }
        if to.hasReached(.sent) {
            try db.run("DELETE FROM outbox WHERE message = ?", [row])
        }
        if to.hasReached(.delivered) { try WatchRecord.end(row, db) }
    }

    /// Moves a message on because a peer has proved that it got at least this far; says whether that was news.
    ///
    /// A parked message goes by way of `queued`: the proof outweighs whatever parked it.
    static func advance(_ row: Int64, from: DeliveryState, to: DeliveryState, _ db: Database) throws -> Bool {
        guard !from.hasReached(to) else { return false }
        var from = from
        if from == .parked {
            try move(row, from: .parked, to: .queued, db)
            from = .queued
        }
        try move(row, from: from, to: to, db)
        return true
    }
}
