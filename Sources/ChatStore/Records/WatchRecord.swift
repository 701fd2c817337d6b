import ChatModel
import GRDB

/// Rows of `unconfirmed`, each with the message that it is about.
///
/// Everything asked here goes by an index that holds watched messages only: the work follows what is watched, not how
/// much was ever sent.
enum WatchRecord {
    private static let select = """
        SELECT unconfirmed.message, message.message_id, conversation.id, unconfirmed.written, unconfirmed.repairs,
            unconfirmed.link, unconfirmed.asked
        FROM unconfirmed CROSS JOIN message ON message.row = unconfirmed.message
        CROSS JOIN conversation ON conversation.row = message.conversation
        """

    static let list = "\(select) WHERE unconfirmed.watched = 1 AND unconfirmed.message > ? ORDER BY 1 LIMIT ?"
    static let asked = "\(select) WHERE unconfirmed.asked = 1 ORDER BY 1"
    static let countGivenUp = "SELECT count(*) FROM unconfirmed WHERE watched = 0"

    /// The owner's process or link is gone, and with it perhaps what it carried.
    static let loseAll = "UPDATE unconfirmed SET link = 'lost' WHERE link = 'open'"
    /// The same for what was written since a time; the rest had arrived by then.
    static let loseSince = """
        UPDATE unconfirmed SET link = CASE WHEN written >= ? THEN 'lost' ELSE 'safe' END WHERE link = 'open'
        """
    static let settleAll = "UPDATE unconfirmed SET link = 'safe' WHERE link = 'open'"

    static let confirmers = """
        WITH place AS MATERIALIZED (SELECT row, peer FROM conversation WHERE id = ?),
        confirmer (contact) AS (
            SELECT peer FROM place WHERE peer IS NOT NULL
            UNION ALL
            SELECT member.contact FROM place CROSS JOIN member ON member.conversation = place.row
            WHERE place.peer IS NULL AND member.contact IS NOT (SELECT contact FROM account))
        SELECT contact.number, ifnull(peer.sends_receipts, 0), peer.heard
        FROM confirmer CROSS JOIN contact ON contact.row = confirmer.contact
        LEFT JOIN peer ON peer.contact = contact.row
        """

    static func message(_ row: ResultRow) throws -> WatchedMessage {
        let link: String = row[5]
        return WatchedMessage(
            row: row[0], messageID: MessageID(row[1]), conversation: ConversationID(row[2]),
            written: Timestamp(milliseconds: row[3]), repairs: row[4],
            link: WatchedMessage.Link(rawValue: link) ?? .safe, isAsked: row[6])
    }

    static func confirmer(_ row: ResultRow) -> Confirmer {
        let heard: Int64 = row[2] ?? 0
        return Confirmer(
            user: UserID(row[0]), sendsReceipts: row[1],
            heard: heard == 0 ? nil : Timestamp(milliseconds: heard))
    }

    /// Watches a message, by its row, that the server has just taken.
    static func begin(
        _ row: Int64, _ message: OwnMessageReference, at time: Timestamp, link: WatchedMessage.Link, _ db: Database
    ) throws -> WatchedMessage {
        try db.run(
            "INSERT OR REPLACE INTO unconfirmed (message, written, link) VALUES (?, ?, ?)",
            [row, time.milliseconds, link.rawValue])
        return WatchedMessage(
            row: row, messageID: message.id, conversation: message.conversation, written: time, repairs: 0, link: link,
            isAsked: false)
    }

    /// Somebody has confirmed the message.
    static func end(_ message: Int64, _ db: Database) throws {
        try db.run("DELETE FROM unconfirmed WHERE message = ?", [message])
    }

    /// Something came from a contact.
    static func hear(_ contact: Int64, at time: Timestamp, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO peer (contact, heard) VALUES (?, ?)
            ON CONFLICT (contact) DO UPDATE SET heard = excluded.heard WHERE excluded.heard > heard
            """, [contact, time.milliseconds])
    }

    /// A receipt for a message of ours came from a contact.
    static func hearReceipt(_ contact: Int64, at time: Timestamp, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO peer (contact, sends_receipts, heard) VALUES (?, 1, ?)
            ON CONFLICT (contact) DO UPDATE SET sends_receipts = 1, heard = max(heard, excluded.heard)
            WHERE sends_receipts = 0 OR excluded.heard > heard
            """, [contact, time.milliseconds])
    }
}
