package import ChatModel
import GRDB

/// What the server made of group operations. An operation leaves the outbox in the transaction that records its outcome.
/// Only the owner of the connection may write that: each throws `StoreError.notOwner` once somebody else has taken over.
extension MessageStore {
    /// The server has done it.
    ///
    /// - Returns: false when it is not queued any more, which is harmless.
    @discardableResult
    package func completeGroupOperation(
        outboxRow: Int64, as owner: OwnerEpoch
    ) async throws(StoreError) -> Bool {
        try await write([.conversations, .outbox]) { db in
            try db.require(owner)
            guard let operation = try GroupOperationRecord.queued(at: outboxRow, db) else { return false }
            try operation.finish("done", db)
            return true
        }
    }

    /// The server has made the group and calls it `id`: its conversation is called so from now on, with everything that
    /// belongs to it. If the group has come in by the server's own word meanwhile, the two conversations become one.
    package func completeGroupCreation(
        outboxRow: Int64, named id: ConversationID, as owner: OwnerEpoch
    ) async throws(StoreError) -> GroupCreationOutcome {
        try await write([.messages, .conversations, .outbox]) { db in
            try db.require(owner)
            guard let operation = try GroupOperationRecord.queued(at: outboxRow, db) else { return .gone }
            if let other = try db.integer("SELECT row FROM conversation WHERE id = ?", [id.rawValue]) {
                let creation = try db.integer(
                    "SELECT row FROM group_operation WHERE conversation = ? AND kind = 'create'", [other])
                if creation != nil {
                    try db.run("UPDATE outbox SET attempts = 0 WHERE row = ?", [outboxRow])
                    return .taken
                }
                try ConversationUnion.unite(other, into: operation.conversation, db)
            }
            try db.run("UPDATE conversation SET id = ? WHERE row = ?", [id.rawValue, operation.conversation])
            try operation.finish("done", db)
            return .made
        }
    }

    /// Counts an attempt before the server is asked; says whether the operation is still queued.
    package func countGroupAttempt(
        outboxRow: Int64, at time: Timestamp, as owner: OwnerEpoch
    ) async throws(StoreError) -> Bool {
        try await write(.outbox) { db in
            try db.require(owner)
            guard try GroupOperationRecord.queued(at: outboxRow, db) != nil else { return false }
            try db.run(
                "UPDATE outbox SET attempts = attempts + 1, attempted = ? WHERE row = ?",
                [time.milliseconds, outboxRow])
            return true
        }
    }

    /// The server has refused it, and so has it been undone; a notice tells why. With a creation goes all that waited for
    /// it: messages are parked, and nothing can be written any more to the group that never was.
    ///
    /// - Parameters:
    ///   - code: for programs.
    ///   - reason: a sentence for the user.
    package func refuseGroupOperation(
        outboxRow: Int64, code: String, reason: String, as owner: OwnerEpoch
    ) async throws(StoreError) {
        try await write([.messages, .conversations, .outbox]) { [now] db in
            try db.require(owner)
            guard let operation = try GroupOperationRecord.queued(at: outboxRow, db) else { return }
            let own = try AccountRecord.ownRow(db)
            try operation.finish("refused", code: code, reason: reason, db)
            if operation.kind == .create {
                try Self.abandon(operation.conversation, code: code, reason: reason, db)
            } else {
                try MemberRecord.undo(operation, db)
                for later in try GroupOperationRecord.queued(in: operation.conversation, db) {
                    try MemberRecord.apply(later, db)
                }
            }
            try GroupNotice(ofRefusal: reason, operation.id, now: now())
                .insert(in: operation.conversation, own: own, db)
        }
    }

    private static func abandon(_ conversation: Int64, code: String, reason: String, _ db: Database) throws {
        for later in try GroupOperationRecord.queued(in: conversation, db) {
            try later.finish("refused", code: code, reason: reason, db)
        }
        let waiting = try db.all(
            """
            SELECT message.row FROM outbox JOIN message ON message.row = outbox.message
            WHERE message.conversation = ? AND message.state = 'queued' ORDER BY outbox.row
            """, [conversation]
        ) { $0[0] as Int64 }
        for message in waiting { try StateMoves.move(message, from: .queued, to: .parked, reason: reason, db) }
        try MemberRecord.setLeft(true, conversation, db)
    }
}

/// Makes one conversation of two that are the same group.
private enum ConversationUnion {
    /// Moves everything from `source` to `target`, which wins where both have something, and removes `source`.
    static func unite(_ source: Int64, into target: Int64, _ db: Database) throws {
        try db.run("INSERT INTO conversation_union (source, target) VALUES (?, ?)", [source, target])
        try db.run("UPDATE message SET conversation = ?2 WHERE conversation = ?1", [source, target])
        try db.run("DELETE FROM conversation_union")
        try db.run("UPDATE group_operation SET conversation = ?2 WHERE conversation = ?1", [source, target])
        try db.run(
            "INSERT OR IGNORE INTO draft (conversation, text) SELECT ?2, text FROM draft WHERE conversation = ?1",
            [source, target])
        try db.run(
            """
            INSERT OR IGNORE INTO read_marker (conversation, time, sequence, message)
            SELECT ?2, time, sequence, message FROM read_marker WHERE conversation = ?1
            """, [source, target])
        for table in ["draft", "read_marker", "member"] {
            try db.run("DELETE FROM \(table) WHERE conversation = ?", [source])
        }
        try db.run("DELETE FROM conversation WHERE row = ?", [source])
        try ConversationRecord.followNewest(target, db)
    }
}
