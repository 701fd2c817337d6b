package import ChatModel
package import ChatUI

/// The answers that a store would give.
extension SampleChats {
    package func conversations(limit: Int) -> ConversationPage {
        let all = chats.map(summary).sorted { $0.time > $1.time }
        return ConversationPage(
            summaries: Array(all.prefix(limit)), hasMore: all.count > limit,
            totalUnread: all.reduce(0) { $0 + $1.unreadCount })
    }

    package func timeline(_ request: TimelineRequest) -> TimelinePage {
        let chat = chat(request.conversation)
        let all = chat?.messages ?? []
        let range: Range<Int>
        switch request.window {
        case .newest:
            range = max(0, all.count - request.limit)..<all.count
        case .before(let position):
            let end = all.firstIndex { $0.position >= position } ?? all.count
            range = max(0, end - request.limit)..<end
        case .after(let position):
            let start = all.firstIndex { $0.position > position } ?? all.count
            range = start..<min(all.count, start + request.limit)
        case .from(let position):
            let start = all.firstIndex { $0.position >= position } ?? all.count
            range = start..<min(all.count, start + request.limit)
        }
        return TimelinePage(
            request: request, messages: Array(all[range]), hasOlder: range.lowerBound > 0,
            hasNewer: range.upperBound < all.count, names: names(in: all[range]), readMarker: chat?.readMarker)
    }

    /// Everybody who speaks or is spoken of, as far as they have names.
    private func names(in messages: ArraySlice<Message>) -> [UserID: String] {
        var users = Set(messages.map(\.sender))
        for case .groupChange(let change) in messages.map(\.body) { users.formUnion(change.added + change.removed) }
        return names.filter { users.contains($0.key) }
    }

    package func find(_ query: String) -> [Conversation] {
        let known = chats.map(\.conversation)
        let contacts = names.map { user, name in
            Conversation(id: .direct(Self.me, user), kind: .direct(peer: user), title: name)
        }
        let all =
            known
            + contacts.filter { contact in !known.contains { $0.id == contact.id } }.sorted { $0.title < $1.title }
        return all.filter { $0.title.lowercased().contains(query.lowercased()) }
    }

    private func summary(of chat: Chat) -> ConversationSummary {
        let newest = chat.messages.last
        let unread = chat.messages.count { message in
            !message.isOwn && (chat.readMarker.map { $0 < message.position } ?? true)
        }
        return ConversationSummary(
            conversation: chat.conversation, preview: newest?.body, previewSender: newest?.sender,
            previewSenderName: newest.flatMap { names[$0.sender] }, time: newest?.time ?? Self.now, unreadCount: unread,
            ownState: newest?.state, hasParked: chat.messages.contains { $0.state == .parked },
            hasDraft: !chat.draft.isEmpty, isMuted: chat.isMuted)
    }
}
