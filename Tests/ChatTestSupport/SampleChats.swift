package import ChatModel
package import ChatUI

/// Chats for interface tests as plain arrays, which answer what the interface asks of the store.
package struct SampleChats {
    package struct Chat {
        package var conversation: Conversation
        package var messages: [Message]
        package var readMarker: TimelinePosition?
        package var draft = ""
        package var isMuted = false
    }

    package var chats: [Chat]
    package var names: [UserID: String]
    /// Who is in which group; everybody who is not named here is unknown.
    package var members: [ConversationID: [MembersPage.Entry]] = [:]
    package var onlyAdminsAdd = false
    package var promotesNextAdmin = true
    /// What the server has named new groups.
    package var newNames: [ConversationID: ConversationID] = [:]
    private var nextRow: Int64

    package static let me = UserID("+919876543210")
    package static let account = Account(user: me, server: "http://127.0.0.1:8080", design: "v2.8")
    /// Tuesday 24 November 2026, 14:31:07 in India.
    package static let now = Timestamp(milliseconds: 1_795_510_867_000)
    package static let utcOffsetSeconds = 19_800

    package init(_ chats: [Chat] = [], names: [UserID: String] = [:]) {
        self.chats = chats
        self.names = names
        nextRow = (chats.flatMap(\.messages).map(\.row).max() ?? 0) + 1
    }

    /// The time of day of the sample's day, or of an earlier one.
    package static func at(_ hour: Int, _ minute: Int, daysAgo: Int = 0) -> Timestamp {
        let midnight = now.milliseconds - (14 * 3600 + 31 * 60 + 7) * 1000
        let seconds = hour * 3600 + minute * 60 - daysAgo * 86_400
        return Timestamp(milliseconds: midnight + Int64(seconds) * 1000)
    }

    /// A message is added to a chat as if it had been received or enqueued.
    @discardableResult
    package mutating func say(
        _ text: String, by sender: UserID = me, in id: ConversationID, at time: Timestamp = now,
        state: DeliveryState? = nil, parkReason: String? = nil
    ) -> Message {
        add(.text(text), by: sender, in: id, at: time, state: state, parkReason: parkReason)
    }

    @discardableResult
    package mutating func add(
        _ body: MessageBody, by sender: UserID, in id: ConversationID, at time: Timestamp = now,
        state: DeliveryState? = nil, parkReason: String? = nil
    ) -> Message {
        let own: DeliveryState? = sender == Self.me ? .queued : nil
        let message = Message(
            row: nextRow, messageID: MessageID("m\(nextRow)"), conversation: id, sender: sender, body: body, time: time,
            state: state ?? own, parkReason: parkReason)
        nextRow += 1
        if let index = index(of: id) { chats[index].messages.append(message) }
        return message
    }

    /// A line about a group, which is nobody's message.
    package mutating func note(
        _ change: GroupChange, by sender: UserID = me, in id: ConversationID, at time: Timestamp = now
    ) {
        let message = Message(
            row: nextRow, messageID: MessageID("n\(nextRow)"), conversation: id, sender: sender,
            body: .groupChange(change), time: time)
        nextRow += 1
        if let index = index(of: id) { chats[index].messages.append(message) }
    }

    /// The message is gone, as when it never left.
    package mutating func takeBack(_ message: MessageReference) -> String? {
        guard let index = index(of: message.conversation),
            let place = chats[index].messages.firstIndex(where: { $0.messageID == message.id }),
            case .text(let text) = chats[index].messages.remove(at: place).body
        else { return nil }
        return text
    }

    package mutating func start(_ peer: UserID) {
        let id = ConversationID.direct(Self.me, peer)
        guard index(of: id) == nil else { return }
        let title = names[peer] ?? peer.rawValue
        chats.append(Chat(conversation: Conversation(id: id, kind: .direct(peer: peer), title: title), messages: []))
    }

    package mutating func markRead(_ id: ConversationID, through position: TimelinePosition) {
        guard let index = index(of: id) else { return }
        chats[index].readMarker = max(chats[index].readMarker ?? position, position)
    }

    package mutating func setDraft(_ text: String, of id: ConversationID) {
        if let index = index(of: id) { chats[index].draft = text }
    }

    package func chat(_ id: ConversationID) -> Chat? {
        index(of: id).map { chats[$0] }
    }

    package func id(_ title: String) -> ConversationID {
        chats.first { $0.conversation.title == title }?.conversation.id ?? ConversationID(title)
    }

    private func index(of id: ConversationID) -> Int? {
        chats.firstIndex { $0.conversation.id == id }
    }
}
