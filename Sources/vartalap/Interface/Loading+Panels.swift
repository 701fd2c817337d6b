import ChatCore
import ChatModel
import ChatStore
import ChatUI
import ChatWire

/// What the panels over the chat show.
extension Loading {
    /// A group with its members, and with those whose removal the server has not been told of; nil when there is no such
    /// group.
    static func members(
        of group: ConversationID, design: ServerDesign, from store: MessageStore
    ) async throws -> MembersPage? {
        guard let conversation = try await store.conversation(group), conversation.isGroup else { return nil }
        let members = try await store.members(of: group)
        let leaving = try await store.waitingGroupOperations().filter {
            $0.kind == .remove && $0.conversation == conversation.id
        }.flatMap(\.users)
        let names = try await store.names(of: Set(members.map(\.user) + leaving))
        let entries = members.map { member in
            MembersPage.Entry(
                user: member.user, name: names[member.user], role: member.role,
                pending: member.isPending && !conversation.id.isProvisional ? .addition : nil)
        }
        let present = Set(members.map(\.user))
        let gone = leaving.filter { !present.contains($0) }.map {
            MembersPage.Entry(user: $0, name: names[$0], pending: .removal)
        }
        return MembersPage(
            conversation: conversation, entries: entries + gone, onlyAdminsAdd: design.capabilities.adminOnlyAdds,
            promotesNextAdmin: design.capabilities.promotesNextAdmin)
    }

    /// One entry more than asked for tells whether there are more.
    static func outbox(_ request: OutboxRequest, from store: MessageStore) async throws -> OutboxPage {
        let limit = request.limit
        var items: [OutboxItem]
        var hasOlder = false
        var hasNewer = false
        switch request.window {
        case .oldest:
            items = try await store.outboxItems(after: 0, limit: limit + 1)
            hasNewer = items.count > limit
            items = Array(items.prefix(limit))
        case .after(let row):
            items = try await store.outboxItems(after: row, limit: limit + 1)
            hasOlder = true
            hasNewer = items.count > limit
            items = Array(items.prefix(limit))
        case .from(let row):
            items = try await store.outboxItems(after: row - 1, limit: limit + 1)
            hasOlder = try await !store.outboxItems(before: row, limit: 1).isEmpty
            hasNewer = items.count > limit
            items = Array(items.prefix(limit))
        case .newest, .before:
            let end: Int64? = if case .before(let row) = request.window { row } else { nil }
            items = try await store.outboxItems(before: end, limit: limit + 1)
            hasOlder = items.count > limit
            hasNewer = end != nil
            items = Array(items.suffix(limit))
        }
        return OutboxPage(
            request: request, entries: try await entries(items, hasOlder: hasOlder, from: store), hasOlder: hasOlder,
            hasNewer: hasNewer)
    }

    /// - Parameter hasOlder: whether the outbox goes on before `items`; then the first of a chat here may not be the first
    ///   of all, and is taken to wait for its turn.
    private static func entries(
        _ items: [OutboxItem], hasOlder: Bool, from store: MessageStore
    ) async throws -> [OutboxEntry] {
        var conversations: [ConversationID: Conversation] = [:]
        for id in Set(items.map(\.conversation)) { conversations[id] = try await store.conversation(id) }
        var waiting: Set<ConversationID> = []
        return items.compactMap { item in
            guard let conversation = conversations[item.conversation] else { return nil }
            let isFirst = item.state == .queued && waiting.insert(item.conversation).inserted && !hasOlder
            return OutboxEntry(
                row: item.row, messageID: item.messageID, conversation: conversation, text: item.text, time: item.time,
                sequence: item.sequence, state: item.state, parkReason: item.parkReason, attempts: item.attempts,
                isFirst: isFirst)
        }
    }
}
