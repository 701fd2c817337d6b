package import ChatModel
import GRDB

/// Groups as the server describes them.
extension MessageStore {
    /// Takes over a group's name and members; makes its conversation if there is none. Who is a member already keeps
    /// the place in time from which receipts are due.
    package func replaceGroup(_ group: Group) async throws(StoreError) {
        try await write([.conversations, .contacts]) { [now] db in
            let row = try ConversationRecord.existingRow(of: group.id, db)
            let conversation =
                try row ?? ConversationRecord.insert(group.id, peer: nil, title: group.name, at: now(), db)
            try db.run(
                "UPDATE conversation SET title = ?1 WHERE row = ?2 AND kind = 'group' AND title <> ?1",
                [group.name, conversation])
            try MemberRecord.replace(of: conversation, with: group.members, db)
        }
    }

    package func members(of group: ConversationID) async throws(StoreError) -> [Member] {
        try await read { db in
            try db.all(
                """
                SELECT contact.number, member.role FROM member JOIN contact ON contact.row = member.contact
                WHERE member.conversation = (SELECT row FROM conversation WHERE id = ?)
                ORDER BY contact.name IS NULL, contact.name COLLATE NOCASE, contact.number
                """, [group.rawValue]
            ) { row in
                let role: String = row[1]
                return Member(user: UserID(row[0]), role: Member.Role(rawValue: role) ?? .user)
            }
        }
    }

    /// All groups, by title.
    package func groups() async throws(StoreError) -> [Conversation] {
        try await read { db in
            try db.all(
                """
                SELECT \(ConversationRecord.columns) FROM conversation \(ConversationRecord.peer)
                WHERE conversation.kind = 'group' ORDER BY conversation.title COLLATE NOCASE, conversation.row
                """, [], ConversationRecord.conversation)
        }
    }
}

private enum MemberRecord {
    /// Makes `members` the members of the conversation.
    static func replace(of conversation: Int64, with members: [Member], _ db: Database) throws {
        var roles: [Int64: Member.Role] = [:]
        for member in members {
            let contact = try ContactRecord.row(of: member.user, db)
            // Some servers list a member twice: the higher role wins.
            if roles[contact] != .admin { roles[contact] = member.role }
        }
        let newest = try db.integer("SELECT max(row) FROM message") ?? 0
        let present = try db.all("SELECT contact FROM member WHERE conversation = ?", [conversation]) { $0[0] as Int64 }
        for contact in present where roles[contact] == nil {
            try db.run("DELETE FROM member WHERE conversation = ? AND contact = ?", [conversation, contact])
        }
        for (contact, role) in roles {
            try db.run(
                """
                INSERT INTO member (conversation, contact, role, joined_after) VALUES (?, ?, ?, ?)
                ON CONFLICT (conversation, contact) DO UPDATE SET role = excluded.role WHERE role <> excluded.role
                """, [conversation, contact, role.rawValue, newest])
        }
    }
}
