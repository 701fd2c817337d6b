import ChatModel
import ChatWire
import FoundationEssentials
import GRDB

/// Keeps what was said to those who are offline, hands it out when they connect, and deletes what they acknowledge.
///
/// A row is *claimed* (status 0 → 1) by whoever is about to write it to a socket, so the live delivery and a replay at
/// the same moment do not both write it.
struct PersistenceService: Sendable {
    let database: ServerDatabase
    let form: any ServerWireForm
    let design: DesignBehaviour
    let quirks: Quirks
    let now: @Sendable () -> Timestamp

    /// A message that waits for one receiver.
    struct Pending: Sendable {
        var row: Int64
        var message: ChatMessage
    }

    private static let dayMilliseconds: Int64 = 24 * 60 * 60 * 1000

    /// Stores the message once for each receiver; the rows come in the receivers' order.
    func save(_ message: ChatMessage, for receivers: [UserID]) async throws -> [Int64] {
        let expires = now().advanced(byMilliseconds: 30 * Self.dayMilliseconds).milliseconds
        return try database.write { database in
            let statement = try database.cachedStatement(sql: Self.insertion)
            return try receivers.map { receiver in
                try statement.execute(arguments: [
                    receiver.rawValue, message.id, message.kind?.rawValue, message.channel?.rawValue,
                    message.source.rawValue, message.destination, message.content.map { Data($0) },
                    Self.text(of: message.meta), message.weight, expires, Self.text(of: message.recipients),
                    Double(message.version), message.time.map { Int64(clamping: $0) }, message.serverID,
                    message.serverTime,
                ])
                return database.lastInsertedRowID
            }
        }
    }

    /// Marks the row as sent; false when somebody else has, or when its receiver has acknowledged it already.
    func claim(_ row: Int64) async throws -> Bool {
        let expires = now().advanced(byMilliseconds: 7 * Self.dayMilliseconds).milliseconds
        return try database.write { database in
            let statement = try database.cachedStatement(
                sql: "UPDATE pending_message SET status = 1, expires_at = ? WHERE row = ? AND status = 0")
            try statement.execute(arguments: [expires, row])
            return database.changesCount > 0
        }
    }

    /// Takes a claim back: the row was not written after all.
    func release(_ row: Int64) async throws {
        try database.write { database in
            try database.execute(sql: "UPDATE pending_message SET status = 0 WHERE row = ?", arguments: [row])
        }
    }

    /// Deletes rows, whoever has or has not read them.
    func remove(_ rows: [Int64]) async throws {
        try await database.queue.write { database in
            let statement = try database.cachedStatement(sql: "DELETE FROM pending_message WHERE row = ?")
            for row in rows { try statement.execute(arguments: [row]) }
        }
    }

    /// The receiver has stored the message: nothing to keep.
    func acknowledge(_ id: String, by user: UserID) async throws {
        try database.write { database in
            let statement = try database.cachedStatement(
                sql: "DELETE FROM pending_message WHERE receiver = ? AND message_id = ?")
            try statement.execute(arguments: [user.rawValue, id])
        }
    }

    /// Forgets what nobody fetched in time.
    func removeExpired() async throws {
        let instant = now().milliseconds
        try await database.queue.write { database in
            try database.execute(sql: "DELETE FROM pending_message WHERE expires_at < ?", arguments: [instant])
        }
    }

    /// How many rows are kept for the user, sent or not.
    func count(for user: UserID) async throws -> (waiting: Int, sent: Int) {
        try await database.queue.read { database in
            let counts = try Row.fetchAll(
                database, sql: "SELECT status, COUNT(*) AS n FROM pending_message WHERE receiver = ? GROUP BY status",
                arguments: [user.rawValue])
            let byStatus = Dictionary(uniqueKeysWithValues: counts.map { ($0["status"] as Int, $0["n"] as Int) })
            return (byStatus[0] ?? 0, byStatus[1] ?? 0)
        }
    }

    // MARK: Replay

    /// Whether the message alone is larger than what the real servers can deliver (quirk `jamsOnBacklog`).
    func isTooHeavy(_ message: ChatMessage) -> Bool {
        quirks.contains(.jamsOnBacklog) && message.weight > design.backlogLimit
    }

    /// Whether the user's backlog is larger than the real servers can replay.
    func isJammed(_ user: UserID) async throws -> Bool {
        guard quirks.contains(.jamsOnBacklog) else { return false }
        let weight = try await database.queue.read { database in
            try Int.fetchOne(
                database, sql: "SELECT SUM(weight) FROM pending_message WHERE receiver = ? AND status = 0",
                arguments: [user.rawValue]) ?? 0
        }
        return weight > design.backlogLimit
    }

    /// The newest row kept for the user: where a replay that begins now ends.
    func lastRow(for user: UserID) async throws -> Int64 {
        try await database.queue.read { database in
            try Int64.fetchOne(
                database, sql: "SELECT MAX(row) FROM pending_message WHERE receiver = ?", arguments: [user.rawValue])
                ?? 0
        }
    }

    /// The next messages to replay, oldest first, claimed for the caller.
    ///
    /// - Parameter withSent: also those that were sent but not acknowledged.
    func claimPending(
        for user: UserID, in rows: ClosedRange<Int64>, withSent: Bool, limit: Int
    ) async throws -> [Pending] {
        try await database.queue.write { database in
            let found = try Row.fetchAll(
                database, sql: Self.selection,
                arguments: [user.rawValue, rows.lowerBound, rows.upperBound, withSent, limit])
            let update = try database.cachedStatement(sql: "UPDATE pending_message SET status = 1 WHERE row = ?")
            return try found.map { row in
                let pending = Pending(row: row["row"], message: Self.message(of: row))
                try update.execute(arguments: [pending.row])
                return pending
            }
        }
    }

    private static let insertion = """
        INSERT INTO pending_message
            (receiver, message_id, status, kind, channel, source, destination, content, meta, weight, expires_at,
            recipients, version, client_time, server_id, server_time)
        VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    /// Each status is sought by itself, since the index has the rows of one status in order: what a batch costs does not
    /// grow with the backlog.
    static let selection = """
        SELECT row, message_id, kind, channel, source, destination, content, meta, recipients, version, client_time,
            server_id, server_time
        FROM pending_message
        WHERE row IN (
            SELECT row FROM (
                SELECT row FROM pending_message WHERE receiver = ?1 AND status = 0 AND row BETWEEN ?2 AND ?3
                ORDER BY row LIMIT ?5)
            UNION ALL
            SELECT row FROM (
                SELECT row FROM pending_message WHERE receiver = ?1 AND status = 1 AND row BETWEEN ?2 AND ?3 AND ?4
                ORDER BY row LIMIT ?5))
        ORDER BY row LIMIT ?5
        """

    private static func message(of row: Row) -> ChatMessage {
        var message = ChatMessage(
            id: row["message_id"], kind: (row["kind"] as String?).flatMap { ChatMessage.Kind(rawValue: $0) },
            channel: (row["channel"] as String?).flatMap { ChatMessage.Channel(rawValue: $0) },
            source: UserID(row["source"] as String), destination: row["destination"],
            content: (row["content"] as Data?).map { [UInt8]($0) }, meta: meta(of: row["meta"]))
        message.recipients = (row["recipients"] as String?).flatMap { try? JSONValue.parse($0).array }?
            .compactMap { $0.string.map { UserID($0) } }
        message.version = Float(row["version"] as Double)
        message.time = (row["client_time"] as Int64?).map { UInt64(clamping: $0) }
        message.serverID = row["server_id"]
        message.serverTime = row["server_time"]
        return message
    }

    private static func text(of recipients: [UserID]?) -> String? {
        recipients.map { JSONValue.array($0.map { .string($0.rawValue) }).text }
    }

    private static func text(of meta: [ChatMessage.MetaEntry]) -> String {
        JSONValue.object(meta.map { JSONValue.Member($0.name, .string($0.value)) }).text
    }

    private static func meta(of text: String) -> [ChatMessage.MetaEntry] {
        let members = (try? JSONValue.parse(text))?.members ?? []
        return members.compactMap { member in
            member.value.string.map { ChatMessage.MetaEntry(name: member.name, value: $0) }
        }
    }
}
