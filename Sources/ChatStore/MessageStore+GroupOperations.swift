package import ChatModel
import GRDB

/// What we want of groups: queued in the outbox, shown at once, done by the owner of the connection.
extension MessageStore {
    /// Stores operations with their places in the outbox, shows each in its group, and puts a notice into the timeline:
    /// one transaction for all of them. A creation makes the conversation.
    ///
    /// - Throws: `StoreError.unknownConversation`, `.noAccount`.
    @discardableResult
    package func enqueue(_ operations: [NewGroupOperation]) async throws(StoreError) -> [GroupOperation] {
        try await write([.messages, .conversations, .contacts, .outbox]) { db in
            let own = try AccountRecord.ownRow(db)
            return try operations.map { new in
                let conversation = try Self.place(of: new, own: own, db)
                let record = try GroupOperationRecord.insert(new, in: conversation, db)
                try MemberRecord.apply(record, db)
                try GroupNotice(of: new).insert(in: conversation, own: own, db)
                guard
                    let operation = try db.first(
                        GroupOperationRecord.byID, [new.id.rawValue], { try GroupOperationRecord.operation($0, db) })
                else { throw StoreError.unexpected(reason: "a group operation that was not inserted") }
                return operation
            }
        }
    }

    private static func place(of new: NewGroupOperation, own: Int64, _ db: Database) throws -> Int64 {
        guard new.kind == .create else { return try ConversationRecord.row(of: new.conversation, db) }
        let row = try ConversationRecord.insert(
            new.conversation, peer: nil, title: new.title ?? "", at: new.now, db)
        try MemberRecord.put(own, .admin, in: row, db)
        return row
    }

    /// The operation of that id, whatever has become of it.
    package func groupOperation(_ id: MessageID) async throws(StoreError) -> GroupOperation? {
        try await read { db in
            try db.first(GroupOperationRecord.byID, [id.rawValue]) { try GroupOperationRecord.operation($0, db) }
        }
    }

    /// The operation that waits in this row of the outbox.
    package func groupOperation(outboxRow: Int64) async throws(StoreError) -> GroupOperation? {
        try await read { db in
            try db.first(GroupOperationRecord.byOutboxRow, [outboxRow]) { try GroupOperationRecord.operation($0, db) }
        }
    }

    /// All operations that wait for the server, in the order of the outbox.
    package func waitingGroupOperations() async throws(StoreError) -> [GroupOperation] {
        try await read { db in
            try db.all(GroupOperationRecord.waiting) { try GroupOperationRecord.operation($0, db) }
        }
    }

    /// The groups that a creation of ours cannot have made, because they were known before it or came of another one.
    package func groupsNotMade(by creation: MessageID) async throws(StoreError) -> Set<ConversationID> {
        try await read { db in
            let ids = try db.all(
                """
                SELECT conversation.id FROM conversation JOIN group_operation AS own ON own.id = ?
                WHERE conversation.kind = 'group' AND conversation.row <> own.conversation
                    AND (conversation.row < own.conversation OR EXISTS (
                        SELECT 1 FROM group_operation AS other
                        WHERE other.conversation = conversation.row AND other.kind = 'create'))
                """, [creation.rawValue]
            ) { ConversationID($0[0]) }
            return Set(ids)
        }
    }

    /// Those of whom the server has not said that they have an account, in the same order.
    package func withoutKnownAccount(_ users: [UserID]) async throws(StoreError) -> [UserID] {
        try await read { db in
            try users.filter { user in
                try db.integer("SELECT has_account FROM contact WHERE number = ?", [user.rawValue]) != 1
            }
        }
    }

    /// What a conversation is called now: another name than `id` if that was a new group's provisional one.
    package func currentID(of id: ConversationID) async throws(StoreError) -> ConversationID? {
        try await read { db in
            guard let row = try ConversationRecord.existingRow(of: id, db) else { return nil }
            return try db.first("SELECT id FROM conversation WHERE row = ?", [row]) { ConversationID($0[0]) }
        }
    }

    /// The keys of everything that may be sent, messages and group operations, in order, from after the outbox row
    /// `row`; from one snapshot, since what is ordered together must be seen together.
    package func outboxKeys(after row: Int64 = 0) async throws(StoreError) -> (keys: [OutboxKey], last: Int64) {
        try await readAtLength { db in
            let keys = try db.all(OutboxKeyQuery.list, [row], OutboxKeyQuery.key)
            return (keys, try db.integer("SELECT max(row) FROM outbox WHERE row > ?", [row]) ?? row)
        }
    }

    /// The key of what goes next in this conversation; nil when nothing of it may be sent.
    package func nextOutboxKey(of conversation: ConversationID) async throws(StoreError) -> OutboxKey? {
        try await read { db in
            try db.first(OutboxKeyQuery.next, [conversation.rawValue], OutboxKeyQuery.key)
        }
    }
}

/// The question for what may be sent, as the query plan tests see it.
enum OutboxKeyQuery {
    private static let select = """
        SELECT outbox.row, ifnull(message.message_id, group_operation.id), conversation.id, group_operation.id
        FROM outbox LEFT JOIN message ON message.row = outbox.message
        LEFT JOIN group_operation ON group_operation.outbox = outbox.row
        CROSS JOIN conversation ON conversation.row = ifnull(message.conversation, group_operation.conversation)
        """
    private static let mayBeSent = "(message.state = 'queued' OR group_operation.state = 'queued')"

    static let list = "\(select) WHERE outbox.row > ? AND \(mayBeSent) ORDER BY outbox.row"
    static let next = "\(select) WHERE conversation.id = ? AND \(mayBeSent) ORDER BY outbox.row LIMIT 1"

    static func key(_ row: ResultRow) -> OutboxKey {
        let operation: String? = row[3]
        return OutboxKey(
            row: row[0], id: MessageID(row[1]), conversation: ConversationID(row[2]), isGroupOperation: operation != nil
        )
    }
}
