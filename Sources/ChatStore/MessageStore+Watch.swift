package import ChatModel
import GRDB

/// Messages that the server took and nobody has confirmed. Source: delivery page, "Receipt-driven repair".
extension MessageStore {
    /// What is watched, in order of enqueueing, from after the message row `row`.
    package func watched(after row: Int64 = 0, limit: Int = 1_000) async throws(StoreError) -> [WatchedMessage] {
        try await read { db in try db.all(WatchRecord.list, [row, limit], WatchRecord.message) }
    }

    /// Those that the user wants sent again.
    package func askedRepairs() async throws(StoreError) -> [WatchedMessage] {
        try await read { db in try db.all(WatchRecord.asked, [], WatchRecord.message) }
    }

    /// Messages of ours that were sent again, or will be no more, without a receipt; the newest, oldest first. Row and
    /// attempts of each item are the message's own row and its repairs.
    package func unconfirmedItems(limit: Int) async throws(StoreError) -> [OutboxItem] {
        try await read { db in try db.all(OutboxRecord.unconfirmed, [limit], OutboxRecord.item).reversed() }
    }

    /// How many messages stay "sent, not confirmed".
    package func unconfirmedCount() async throws(StoreError) -> Int {
        try await read { db in Int(try db.integer(WatchRecord.countGivenUp) ?? 0) }
    }

    /// Who could confirm messages of a conversation: its peer, or the other members of the group.
    package func confirmers(of conversation: ConversationID) async throws(StoreError) -> [Confirmer] {
        try await read { db in try db.all(WatchRecord.confirmers, [conversation.rawValue], WatchRecord.confirmer) }
    }

    /// Notes that something which is not stored itself came from somebody.
    package func hear(_ user: UserID, at time: Timestamp) async throws(StoreError) {
        try await write(.receipts) { db in
            guard let contact = try ContactRecord.existingRow(of: user, db) else { return }
            try WatchRecord.hear(contact, at: time, db)
        }
    }

    /// Counts that a message is being sent again, before its frame is written.
    ///
    /// - Parameter isLast: no further repair is made unless the user asks.
    /// - Returns: the very message; nil when somebody has confirmed it, and then it must not be sent.
    /// - Throws: `StoreError.notOwner`.
    package func countRepair(
        _ row: Int64, isLast: Bool, at time: Timestamp, as owner: OwnerEpoch
    ) async throws(StoreError) -> OutboxItem? {
        try await write([.messages, .progress]) { db in
            try db.require(owner)
            let counted = try db.run(
                """
                UPDATE unconfirmed SET written = ?2, repairs = repairs + 1, asked = 0, watched = ?3,
                    link = CASE ?3 WHEN 1 THEN 'open' ELSE 'safe' END
                WHERE message = ?1 AND (SELECT state FROM message WHERE row = ?1) = 'sent'
                """, [row, time.milliseconds, !isLast])
            guard counted == 1 else { return nil }
            return try db.first(OutboxRecord.sent, [row], OutboxRecord.item)
        }
    }

    /// Watches these no longer: they stay "sent, not confirmed" until a receipt comes or the user asks.
    package func stopWatching(_ rows: [Int64], as owner: OwnerEpoch) async throws(StoreError) {
        try await write(.messages) { db in
            try db.require(owner)
            for row in rows {
                try db.run("UPDATE unconfirmed SET watched = 0, link = 'safe', asked = 0 WHERE message = ?", [row])
            }
        }
    }

    /// The link has ended.
    ///
    /// - Parameter since: what was written from then on may have been lost with it; nil for nothing.
    package func endLink(losingWrittenSince since: Timestamp?, as owner: OwnerEpoch) async throws(StoreError) {
        try await write(.progress) { db in
            try db.require(owner)
            if let since {
                try db.run(WatchRecord.loseSince, [since.milliseconds])
            } else {
                try db.run(WatchRecord.settleAll)
            }
        }
    }
}
