import ChatModel
import GRDB

/// Rows of `group_operation` with the people that each concerns.
struct GroupOperationRecord {
    /// Its row number.
    var row: Int64
    /// The row of its conversation.
    var conversation: Int64
    var id: MessageID
    var kind: GroupOperation.Kind
    var users: [Subject]

    /// Somebody whom an operation concerns.
    struct Subject {
        /// The row of the user.
        var contact: Int64
        /// What they were in the group before the operation; nil when they were not in it.
        var role: Member.Role?
        /// From where receipts were due before; see `member.joined_after`.
        var joinedAfter: Int64?
    }

    // MARK: Rows

    private static let select = "SELECT row, conversation, id, kind FROM group_operation"

    /// The queued operation whose place in the outbox this is.
    static func queued(at outboxRow: Int64, _ db: Database) throws -> GroupOperationRecord? {
        try db.first("\(select) WHERE outbox = ?", [outboxRow]) { try record($0, db) }
    }

    /// The queued operations of a conversation, in the order of the outbox.
    static func queued(in conversation: Int64, _ db: Database) throws -> [GroupOperationRecord] {
        try db.all("\(select) WHERE conversation = ? AND state = 'queued' ORDER BY outbox", [conversation]) {
            try record($0, db)
        }
    }

    /// The operations of a conversation that an answer of the server cannot know of: what is queued, and what has been done
    /// since it was asked; in the order in which they were wanted.
    static func unseen(
        in conversation: Int64, by moment: GroupMoment?, _ db: Database
    ) throws -> [GroupOperationRecord] {
        let queued = try queued(in: conversation, db)
        guard let moment else { return queued }
        let done = try db.all(
            "\(select) WHERE conversation = ? AND state = 'done' AND row >= ?",
            [conversation, moment.queued.min() ?? moment.newest + 1]
        ) { try record($0, db) }
        let since = done.filter { moment.queued.contains($0.row) || $0.row > moment.newest }
        return (since + queued).sorted { $0.row < $1.row }
    }

    private static func record(_ row: ResultRow, _ db: Database) throws -> GroupOperationRecord {
        let number: Int64 = row[0]
        let users = try db.all(
            "SELECT contact, role, joined_after FROM group_operation_user WHERE operation = ? ORDER BY position",
            [number]
        ) { row in
            let role: String? = row[1]
            return Subject(contact: row[0], role: role.flatMap { Member.Role(rawValue: $0) }, joinedAfter: row[2])
        }
        return GroupOperationRecord(
            row: number, conversation: row[1], id: MessageID(row[2]), kind: try kind(row[3]), users: users)
    }

    // MARK: Values

    private static let values = """
        SELECT group_operation.row, group_operation.id, conversation.id, conversation.title, group_operation.kind,
            group_operation.state, group_operation.refusal, group_operation.reason, ifnull(outbox.attempts, 0)
        FROM group_operation JOIN conversation ON conversation.row = group_operation.conversation
        LEFT JOIN outbox ON outbox.row = group_operation.outbox
        """

    static let byID = "\(values) WHERE group_operation.id = ?"
    static let byOutboxRow = "\(values) WHERE group_operation.outbox = ?"
    static let waiting = "\(values) WHERE group_operation.state = 'queued' ORDER BY group_operation.outbox"

    /// The operation in a row of `values`.
    static func operation(_ row: ResultRow, _ db: Database) throws -> GroupOperation {
        let users = try db.all(
            """
            SELECT contact.number FROM group_operation_user JOIN contact ON contact.row = group_operation_user.contact
            WHERE group_operation_user.operation = ? ORDER BY group_operation_user.position
            """, [row[0] as Int64]
        ) { UserID($0[0]) }
        return GroupOperation(
            id: MessageID(row[1]), conversation: ConversationID(row[2]), title: row[3], kind: try kind(row[4]),
            users: users, state: try state(row[5], code: row[6], reason: row[7]), attempts: row[8])
    }

    /// The words of the columns are held by their CHECKs.
    private static func kind(_ word: String) throws -> GroupOperation.Kind {
        guard let kind = GroupOperation.Kind(rawValue: word) else {
            throw StoreError.unexpected(reason: "unknown group operation \(word)")
        }
        return kind
    }

    private static func state(_ word: String, code: String?, reason: String?) throws -> GroupOperation.State {
        switch (word, code, reason) {
        case ("queued", _, _): return .queued
        case ("done", _, _): return .done
        case ("refused", let code?, let reason?): return .refused(code: code, reason: reason)
        default: throw StoreError.unexpected(reason: "unknown state \(word) of a group operation")
        }
    }
}

// MARK: - Changing

extension GroupOperationRecord {
    /// Queues an operation behind all that waits, and remembers what the people were in the group before it.
    static func insert(
        _ new: NewGroupOperation, in conversation: Int64, _ db: Database
    ) throws -> GroupOperationRecord {
        try db.run("INSERT INTO outbox (kind, payload) VALUES ('group', ?)", [new.id.rawValue])
        let outbox = db.lastInsertedRowID
        try db.run(
            """
            INSERT INTO group_operation (id, conversation, kind, state, outbox, local_id) VALUES (?, ?, ?, 'queued', ?, ?)
            """,
            [
                new.id.rawValue, conversation, new.kind.rawValue, outbox,
                new.kind == .create ? new.conversation.rawValue : nil,
            ])
        let row = db.lastInsertedRowID
        for (position, user) in new.users.enumerated() {
            try db.run(
                """
                INSERT INTO group_operation_user (operation, position, contact, role, joined_after)
                SELECT ?1, ?2, contact.row, member.role, member.joined_after
                FROM contact LEFT JOIN member ON member.conversation = ?4 AND member.contact = contact.row
                WHERE contact.row = ?3
                """, [row, position, try ContactRecord.row(of: user, db), conversation])
        }
        guard let record = try queued(at: outbox, db) else {
            throw StoreError.unexpected(reason: "a group operation that was not inserted")
        }
        return record
    }

    /// Takes the operation out of the outbox for good.
    func finish(_ state: String, code: String? = nil, reason: String? = nil, _ db: Database) throws {
        let outbox = try db.integer("SELECT outbox FROM group_operation WHERE row = ?", [row])
        try db.run(
            "UPDATE group_operation SET state = ?, refusal = ?, reason = ?, outbox = NULL WHERE row = ?",
            [state, code, reason, row])
        try db.run("DELETE FROM outbox WHERE row = ?", [outbox])
    }
}
