import ChatModel
import GRDB

/// A line of the timeline about an operation of ours. It is nobody's message: it has no state and waits for nothing.
struct GroupNotice {
    var id: MessageID
    var change: GroupChange
    var now: Timestamp

    /// The line that tells what we did.
    init(of new: NewGroupOperation) {
        id = new.id
        now = new.now
        switch new.kind {
        case .create: change = GroupChange(added: new.users, created: new.title)
        case .add: change = GroupChange(added: new.users)
        case .remove, .leave: change = GroupChange(removed: new.users)
        }
    }

    /// The line that tells why it was undone.
    init(ofRefusal reason: String, _ operation: MessageID, now: Timestamp) {
        id = MessageID(operation.rawValue + "-refused")
        change = GroupChange(refusal: reason)
        self.now = now
    }

    /// Puts it behind what stands in the conversation. One of this id is there only once.
    func insert(in conversation: Int64, own: Int64, _ db: Database) throws {
        let newest = try db.integer("SELECT max(time) FROM message WHERE conversation = ?", [conversation])
        let time = TimelineOrder.timeOfOwn(now: now, newest: newest.map { Timestamp(milliseconds: $0) })
        let body = try BodyRecord(.groupChange(change))
        try db.run(
            """
            INSERT INTO message (conversation, sender, message_id, time, sequence, arrived, kind, body, unread)
            VALUES (?, ?, ?, ?, 0, ?, ?, ?, 0) ON CONFLICT (conversation, sender, message_id) DO NOTHING
            """,
            [conversation, own, id.rawValue, time.milliseconds, now.milliseconds, body.kind, body.body])
        try ConversationRecord.followNewest(conversation, db)
    }
}
