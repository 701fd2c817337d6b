package import ChatModel
import GRDB

/// What became of the contacts when a source was read again.
package struct ContactChanges: Hashable, Sendable {
    /// New ones, strangers who became contacts and removed ones who came back included.
    package var added = 0
    package var renamed = 0
    package var removed = 0
    package var unchanged = 0

    package init() {}

    package static func + (left: ContactChanges, right: ContactChanges) -> ContactChanges {
        var sum = left
        sum.added += right.added
        sum.renamed += right.renamed
        sum.removed += right.removed
        sum.unchanged += right.unchanged
        return sum
    }
}

/// Where contacts come from: each source's numbers are remembered, so that who is missing from it is noticed and what
/// another source holds is kept. They stand in `sync_cursor`, one number a line. Source: protocol page, section 12,
/// "Contacts".
extension MessageStore {
    /// Rows written in one transaction: the interface's own writes wait no longer than for these.
    private static let rowsAtOnce = 2000

    /// Takes over the people of a source: names are set, and who was in this source and now is in none is removed (an
    /// entry that stays as `deleted`, shown by its number). People of a stronger source keep the name that it gives.
    ///
    /// - Parameters:
    ///   - people: each number once; the names may be missing.
    ///   - stronger: sources that come first.
    ///   - isComplete: false when part of the source could not be read; then nobody is removed.
    package func replaceContacts(
        of source: String, with people: [Contact], after stronger: [String] = [], isComplete: Bool = true
    ) async throws(StoreError) -> ContactChanges {
        let sources = try await contactSources()
        let named = stronger.reduce(into: Set<UserID>()) { $0.formUnion(sources[$1] ?? []) }
        let present = Set(people.map(\.user))
        let before = sources[source] ?? []
        let elsewhere = sources.reduce(into: Set<UserID>()) { if $1.key != source { $0.formUnion($1.value) } }
        var changes = ContactChanges()
        let wanted = people.filter { !named.contains($0.user) }
        changes.unchanged += people.count - wanted.count
        for start in stride(from: 0, to: wanted.count, by: Self.rowsAtOnce) {
            let part = Array(wanted[start..<min(start + Self.rowsAtOnce, wanted.count)])
            let partly = try await write([.contacts, .conversations], mayUseReserve: false) { db in
                try part.reduce(ContactChanges()) { try $0 + ContactTakeover.take($1, db) }
            }
            changes = changes + partly
        }
        let missing = isComplete ? before.subtracting(present).subtracting(elsewhere) : []
        let kept = isComplete ? present : before.union(present)
        try await remember(kept, of: source)
        changes.removed += try await markRemoved(missing)
        return changes
    }

    /// Takes a person out of one source; removed altogether when no other source has them.
    ///
    /// - Returns: whether an entry was removed.
    package func removeContact(_ user: UserID, from source: String) async throws(StoreError) -> Bool {
        let sources = try await contactSources()
        try await remember((sources[source] ?? []).subtracting([user]), of: source)
        return try await markRemoved([user]) > 0
    }

    /// The numbers of every source that was read.
    package func contactSources() async throws(StoreError) -> [String: Set<UserID>] {
        let rows = try await readAtLength { db in
            try db.all(
                "SELECT substr(name, length(?1) + 1), value FROM sync_cursor WHERE substr(name, 1, length(?1)) = ?1",
                [ContactTakeover.prefix]
            ) { (source: $0[0] as String, numbers: $0[1] as String) }
        }
        return rows.reduce(into: [:]) { sources, row in
            sources[row.source] = Set(row.numbers.split(separator: "\n").map { UserID(String($0)) })
        }
    }

    private func remember(_ users: Set<UserID>, of source: String) async throws(StoreError) {
        try await setCursor(
            ContactTakeover.prefix + source, to: users.map(\.rawValue).sorted().joined(separator: "\n"))
    }

    private func markRemoved(_ users: Set<UserID>) async throws(StoreError) -> Int {
        guard !users.isEmpty else { return 0 }
        return try await write([.contacts, .conversations], mayUseReserve: false) { db in
            try users.reduce(0) { count, user in
                try count
                    + db.run(
                        "UPDATE contact SET status = 'deleted', name = NULL WHERE number = ? AND status = 'active'",
                        [user.rawValue])
            }
        }
    }
}

/// Takes over one person of a source.
private enum ContactTakeover {
    /// Of the names in `sync_cursor`.
    static let prefix = "contactSource:"

    static func take(_ person: Contact, _ db: Database) throws -> ContactChanges {
        var changes = ContactChanges()
        let known = try db.first(
            "SELECT \(ContactRecord.columns) FROM contact WHERE number = ?", [person.user.rawValue],
            ContactRecord.contact)
        guard let known else {
            try db.run(
                "INSERT INTO contact (number, name, status) VALUES (?, nullif(?, ''), 'active')",
                [person.user.rawValue, person.name])
            changes.added = 1
            return changes
        }
        if known.status == .active, known.name == person.name {
            changes.unchanged = 1
            return changes
        }
        try db.run(
            "UPDATE contact SET name = nullif(?, ''), status = 'active' WHERE number = ?",
            [person.name, person.user.rawValue])
        if known.status == .active { changes.renamed = 1 } else { changes.added = 1 }
        return changes
    }
}
