import ChatModel
import GRDB

/// Rows of `member`, and what queued operations make of them.
enum MemberRecord {
    static let list = """
        SELECT contact.number, member.role, EXISTS (
            SELECT 1 FROM group_operation JOIN group_operation_user
                ON group_operation_user.operation = group_operation.row
            WHERE group_operation.conversation = member.conversation AND group_operation.state = 'queued'
                AND group_operation.kind IN ('create', 'add') AND group_operation_user.contact = member.contact)
        FROM member JOIN contact ON contact.row = member.contact
        WHERE member.conversation = ?
        ORDER BY contact.name IS NULL, contact.name COLLATE NOCASE, contact.number
        """

    /// The member in a row of `list`.
    static func member(_ row: ResultRow) throws -> Member {
        let role: String = row[1]
        return Member(user: UserID(row[0]), role: Member.Role(rawValue: role) ?? .user, isPending: row[2])
    }

    /// Makes `members`, with what we want changed and the server does not know yet, the members of the conversation.
    /// Who is a member already keeps the place from which receipts are due. Those of a group whose members were not known
    /// owe them for everything: what was said there was said to them.
    static func replace(
        of conversation: Int64, with members: [Member], asOf moment: GroupMoment?, _ db: Database
    ) throws {
        let own = try AccountRecord.ownRow(db)
        var roles: [Int64: Member.Role] = [:]
        for member in members {
            let contact = try ContactRecord.row(of: member.user, db)
            // Some servers list a member twice: the higher role wins.
            if roles[contact] != .admin { roles[contact] = member.role }
        }
        for operation in try GroupOperationRecord.unseen(in: conversation, by: moment, db) {
            for subject in operation.users {
                switch operation.kind {
                case .create, .add: roles[subject.contact] = roles[subject.contact] ?? .user
                case .remove, .leave: roles[subject.contact] = nil
                }
            }
        }
        let present = try db.all("SELECT contact FROM member WHERE conversation = ?", [conversation]) { $0[0] as Int64 }
        for contact in present where roles[contact] == nil {
            try remove(contact, from: conversation, db)
        }
        for (contact, role) in roles {
            try put(contact, role, joinedAfter: present.isEmpty ? 0 : nil, in: conversation, db)
        }
        try setLeft(roles[own] == nil, conversation, db)
    }

    /// Shows an operation in the group before the server has done it.
    static func apply(_ operation: GroupOperationRecord, _ db: Database) throws {
        for subject in operation.users {
            switch operation.kind {
            case .create, .add:
                if subject.role == nil { try put(subject.contact, .user, in: operation.conversation, db) }
            case .remove, .leave:
                try remove(subject.contact, from: operation.conversation, db)
            }
        }
        if operation.kind == .leave { try setLeft(true, operation.conversation, db) }
    }

    /// Makes the people what they were before the operation.
    static func undo(_ operation: GroupOperationRecord, _ db: Database) throws {
        for subject in operation.users {
            guard let role = subject.role, let joinedAfter = subject.joinedAfter else {
                try remove(subject.contact, from: operation.conversation, db)
                continue
            }
            try put(subject.contact, role, joinedAfter: joinedAfter, in: operation.conversation, db)
        }
        if operation.kind == .leave { try setLeft(false, operation.conversation, db) }
    }

    /// Makes somebody a member in that role.
    ///
    /// - Parameter joinedAfter: from where receipts are due; nil for from now on.
    static func put(
        _ contact: Int64, _ role: Member.Role, joinedAfter: Int64? = nil, in conversation: Int64, _ db: Database
    ) throws {
        let newest = try joinedAfter ?? db.integer("SELECT max(row) FROM message") ?? 0
        try db.run(
            """
            INSERT INTO member (conversation, contact, role, joined_after) VALUES (?, ?, ?, ?)
            ON CONFLICT (conversation, contact) DO UPDATE SET role = excluded.role WHERE role <> excluded.role
            """, [conversation, contact, role.rawValue, newest])
    }

    private static func remove(_ contact: Int64, from conversation: Int64, _ db: Database) throws {
        try db.run("DELETE FROM member WHERE conversation = ? AND contact = ?", [conversation, contact])
    }

    static func setLeft(_ hasLeft: Bool, _ conversation: Int64, _ db: Database) throws {
        try db.run(
            "UPDATE conversation SET has_left = ?1 WHERE row = ?2 AND has_left <> ?1", [hasLeft, conversation])
    }
}
