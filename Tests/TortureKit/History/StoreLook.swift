package import ChatModel

/// What one account's store held at one moment.
package struct StoreLook: Sendable {
    /// A text message, own or received.
    package struct Stored: Hashable, Sendable {
        package var row: Int64
        package var id: MessageID
        package var conversation: ConversationID
        package var sender: UserID
        package var text: String
        package var time: Int64
        package var sequence: Int64
        /// nil for received ones.
        package var state: DeliveryState?
        package var parkReason: String?
        package var isUnread: Bool

        package init(
            row: Int64, id: MessageID, conversation: ConversationID, sender: UserID, text: String, time: Int64,
            sequence: Int64 = 0, state: DeliveryState? = nil, parkReason: String? = nil, isUnread: Bool = false
        ) {
            self.row = row
            self.id = id
            self.conversation = conversation
            self.sender = sender
            self.text = text
            self.time = time
            self.sequence = sequence
            self.state = state
            self.parkReason = parkReason
            self.isUnread = isUnread
        }

        /// Where it stands in its timeline.
        var place: TimelinePosition {
            TimelinePosition(time: Timestamp(milliseconds: time), sequence: sequence, row: row)
        }
    }

    package var user: UserID
    package var messages: [Stored]
    /// The ids of the messages in the outbox.
    package var outbox: [MessageID]
    /// Receipts that wait for their authors.
    package var pendingReceipts: Int
    /// Unread rows of a conversation, notices included, and how many the program tells.
    package var unread: [ConversationID: Int]
    package var toldUnread: [ConversationID: Int]
    /// What the database says is wrong with itself.
    package var complaints: [String]

    package init(
        user: UserID, messages: [Stored] = [], outbox: [MessageID] = [], pendingReceipts: Int = 0,
        unread: [ConversationID: Int] = [:], toldUnread: [ConversationID: Int] = [:], complaints: [String] = []
    ) {
        self.user = user
        self.messages = messages
        self.outbox = outbox
        self.pendingReceipts = pendingReceipts
        self.unread = unread
        self.toldUnread = toldUnread
        self.complaints = complaints
    }
}
