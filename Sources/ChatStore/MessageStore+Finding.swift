package import ChatModel
import Foundation
import GRDB

/// Finding conversations and people by what they are called.
extension MessageStore {
    /// Conversations whose title or number contains the text, the most recent first, then people who have an account and
    /// with whom there is no conversation yet (`startDirect(with:)` makes it): the user's contacts by name, then others.
    /// A contact whom the server was never asked about may have one. Case and accents do not matter.
    ///
    /// Reads all titles and names, which are as many as the user knows people, not as there are messages.
    package func findConversations(matching text: String, limit: Int) async throws(StoreError) -> [Conversation] {
        try await readAtLength { db in
            let needle = NameNeedle(text)
            let known = try db.all(FindingQuery.conversations) { row in
                (conversation: try ConversationRecord.conversation(row), number: row[1] as String?)
            }
            var found = known.filter { needle.matches($0.conversation.title, number: $0.number) }.map(\.conversation)
            guard found.count < limit, try db.integer("SELECT contact FROM account") != nil else {
                return Array(found.prefix(limit))
            }
            let own = try AccountRecord.ownUser(db)
            for contact in try db.all(FindingQuery.contacts, [own.rawValue], ContactRecord.contact)
            where needle.matches(contact.displayName, number: contact.user.rawValue) {
                found.append(
                    Conversation(
                        id: .direct(own, contact.user), kind: .direct(peer: contact.user), title: contact.displayName))
            }
            return Array(found.prefix(limit))
        }
    }
}

private enum FindingQuery {
    static let conversations = """
        SELECT \(ConversationRecord.columns) FROM conversation \(ConversationRecord.peer)
        ORDER BY conversation.last_time DESC, conversation.row DESC
        """

    static let contacts = """
        SELECT \(ContactRecord.columns) FROM contact
        WHERE (contact.has_account OR (contact.status = 'active' AND NOT \(AskingQuery.wasAsked)))
            AND contact.number <> ? AND NOT EXISTS (SELECT 1 FROM conversation WHERE conversation.peer = contact.row)
        ORDER BY contact.status <> 'active', contact.name IS NULL, contact.name COLLATE NOCASE, contact.number
        """
}

/// What is looked for among names and numbers.
struct NameNeedle {
    private let folded: String
    /// The digits, when there are enough of them to mean a number.
    private let digits: String

    init(_ text: String) {
        folded = Self.fold(text.trimmingCharacters(in: .whitespacesAndNewlines))
        let digits = text.filter { ("0"..."9").contains($0) }
        let isNumber = text.allSatisfy { "0123456789 +-().".contains($0) }
        self.digits = isNumber && digits.count >= 2 ? digits : ""
    }

    func matches(_ name: String, number: String?) -> Bool {
        if folded.isEmpty || Self.fold(name).contains(folded) { return true }
        guard !digits.isEmpty, let number else { return false }
        return number.contains(digits)
    }

    /// Lower case without the combining accents of Latin, Greek and Cyrillic; vowel signs of other scripts are letters.
    private static func fold(_ text: String) -> String {
        let scalars = text.decomposedStringWithCanonicalMapping.unicodeScalars
        var folded = String.UnicodeScalarView()
        folded.append(contentsOf: scalars.filter { !(0x300...0x36F).contains($0.value) })
        return String(folded).lowercased()
    }
}
