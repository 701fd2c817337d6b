package import ChatModel
package import ChatUI

/// Groups and the outbox, as a store would answer about them.
extension SampleChats {
    package mutating func answerAboutGroups(_ effect: AppEffect, at time: Timestamp) -> [AppEvent] {
        switch effect {
        case .createGroup(let title, let users):
            let id = ConversationID.provisional(MessageID("g\(chats.count)"))
            let conversation = Conversation(id: id, kind: .group, title: title)
            chats.append(Chat(conversation: conversation, messages: []))
            members[id] =
                [entry(Self.me, .admin)]
                + users.map { MembersPage.Entry(user: $0, name: names[$0], pending: .addition) }
            note(GroupChange(added: users, created: title), in: id, at: time)
            return [.groupCreated(conversation), .storeChanged]
        case .changeGroup(let id, let request):
            change(id, request, at: time)
            return [.storeChanged]
        case .loadMembers(let id):
            return chat(id).map { [.members(page(of: $0.conversation))] } ?? []
        case .findConversation(let id):
            guard let new = newNames[id], let found = chat(new) else { return [] }
            return [.renamed(id, found.conversation)]
        default:
            return []
        }
    }

    /// A group's members for the sketches: we are an admin, or Kabir is the only one.
    package mutating func fillGroups() {
        members[Self.hostel] = [
            entry(Self.asha), entry(Self.dad), entry(Self.ravi), entry(UserID("+14155550661")), entry(Self.me, .admin),
        ]
        members[Self.office] = [entry(Self.kabir, .admin), entry(Self.meera), entry(Self.me)]
    }

    package func entry(_ user: UserID, _ role: Member.Role = .user) -> MembersPage.Entry {
        MembersPage.Entry(user: user, name: names[user], role: role)
    }

    /// The server has made a group, and calls it `id`.
    package mutating func name(_ provisional: ConversationID, _ id: ConversationID) {
        newNames[provisional] = id
        guard let index = chats.firstIndex(where: { $0.conversation.id == provisional }) else { return }
        chats[index].conversation.id = id
        chats[index].messages = chats[index].messages.map { message in
            var message = message
            message.conversation = id
            return message
        }
        members[id] = members.removeValue(forKey: provisional)?.map { entry($0.user, $0.role) }
    }

    private func page(of conversation: Conversation) -> MembersPage {
        MembersPage(
            conversation: conversation, entries: members[conversation.id] ?? [], onlyAdminsAdd: onlyAdminsAdd,
            promotesNextAdmin: promotesNextAdmin)
    }

    private mutating func change(_ id: ConversationID, _ request: GroupRequest, at time: Timestamp) {
        switch request {
        case .add(let users):
            members[id, default: []] += users.map {
                MembersPage.Entry(user: $0, name: names[$0], pending: .addition)
            }
            note(GroupChange(added: users), in: id, at: time)
        case .remove(let user):
            if let index = members[id]?.firstIndex(where: { $0.user == user }) {
                members[id]?[index].pending = .removal
            }
            note(GroupChange(removed: [user]), in: id, at: time)
        case .leave:
            members[id]?.removeAll { $0.user == Self.me }
            if let index = chats.firstIndex(where: { $0.conversation.id == id }) {
                chats[index].conversation.hasLeft = true
            }
            note(GroupChange(removed: [Self.me]), in: id, at: time)
        }
    }

    // MARK: The outbox

    package func outbox(_ request: OutboxRequest) -> OutboxPage {
        let all = outboxEntries
        let range: Range<Int>
        switch request.window {
        case .oldest:
            range = 0..<min(all.count, request.limit)
        case .newest:
            range = max(0, all.count - request.limit)..<all.count
        case .before(let row):
            let end = all.firstIndex { $0.row >= row } ?? all.count
            range = max(0, end - request.limit)..<end
        case .after(let row):
            let start = all.firstIndex { $0.row > row } ?? all.count
            range = start..<min(all.count, start + request.limit)
        case .from(let row):
            let start = all.firstIndex { $0.row >= row } ?? all.count
            range = start..<min(all.count, start + request.limit)
        }
        return OutboxPage(
            request: request, entries: Array(all[range]), hasOlder: range.lowerBound > 0,
            hasNewer: range.upperBound < all.count)
    }

    private var outboxEntries: [OutboxEntry] {
        let waiting = chats.flatMap { chat in
            chat.messages.filter { $0.state == .queued || $0.state == .parked }.map { (chat.conversation, $0) }
        }
        var seen: Set<ConversationID> = []
        return waiting.sorted { $0.1.row < $1.1.row }.map { conversation, message in
            let text = if case .text(let text) = message.body { text } else { "" }
            let isFirst = message.state == .parked || seen.insert(conversation.id).inserted
            return OutboxEntry(
                row: message.row, messageID: message.messageID, conversation: conversation, text: text,
                time: message.time, sequence: message.sequence, state: message.state ?? .queued,
                parkReason: message.parkReason, attempts: message.state == .parked ? 1 : 0, isFirst: isFirst)
        }
    }
}
