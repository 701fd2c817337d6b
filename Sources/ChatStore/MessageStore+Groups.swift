package import ChatModel
import GRDB

/// Groups as the server describes them, with what we want changed and it does not know yet.
extension MessageStore {
    /// The state of our own operations now, to be taken before the server is asked about groups.
    package func groupMoment() async throws(StoreError) -> GroupMoment {
        try await read { db in
            GroupMoment(
                queued: Set(try db.all("SELECT row FROM group_operation WHERE outbox IS NOT NULL") { $0[0] as Int64 }),
                newest: try db.integer("SELECT max(row) FROM group_operation") ?? 0)
        }
    }

    /// Takes over a group's name and members; makes its conversation if there is none. What is queued for the group is
    /// shown as if it were done.
    ///
    /// - Parameter moment: when the server was asked: what it has done for us since is not in its answer yet.
    package func replaceGroup(_ group: Group, asOf moment: GroupMoment? = nil) async throws(StoreError) {
        try await write([.conversations, .contacts], mayUseReserve: false) { [now] db in
            let row = try ConversationRecord.existingRow(of: group.id, db)
            let conversation =
                try row ?? ConversationRecord.insert(group.id, peer: nil, title: group.name, at: now(), db)
            try db.run(
                "UPDATE conversation SET title = ?1 WHERE row = ?2 AND kind = 'group' AND title <> ?1",
                [group.name, conversation])
            try MemberRecord.replace(of: conversation, with: group.members, asOf: moment, db)
        }
    }

    /// Takes note that the server does not count us among the members of these groups any more.
    package func markLeft(_ groups: Set<ConversationID>) async throws(StoreError) {
        try await write(.conversations) { db in
            let own = try AccountRecord.ownRow(db)
            for group in groups {
                let row = try db.integer(
                    "SELECT row FROM conversation WHERE id = ? AND kind = 'group' AND has_left = 0", [group.rawValue])
                guard let row else { continue }
                try db.run("DELETE FROM member WHERE conversation = ? AND contact = ?", [row, own])
                try MemberRecord.setLeft(true, row, db)
            }
        }
    }

    package func members(of group: ConversationID) async throws(StoreError) -> [Member] {
        try await read { db in
            guard let row = try ConversationRecord.existingRow(of: group, db) else { return [] }
            return try db.all(MemberRecord.list, [row], MemberRecord.member)
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
