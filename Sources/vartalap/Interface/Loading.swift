import ChatModel
import ChatStore
import ChatUI

/// Reads from the store what the interface asked for, in the interface's own values.
nonisolated enum Loading {
    static func conversations(limit: Int, from store: MessageStore) async throws -> ConversationPage {
        let summaries = try await store.conversations(limit: limit + 1)
        return ConversationPage(
            summaries: Array(summaries.prefix(limit)), hasMore: summaries.count > limit,
            totalUnread: try await store.totalUnread())
    }

    /// One message more than asked for tells whether there are more.
    static func timeline(_ request: TimelineRequest, from store: MessageStore) async throws -> TimelinePage {
        let conversation = request.conversation
        let limit = request.limit
        var messages: [Message]
        var hasOlder = true
        var hasNewer = false
        switch request.window {
        case .newest:
            messages = try await store.timeline(of: conversation, before: nil, limit: limit + 1)
            hasOlder = messages.count > limit
            messages = Array(messages.suffix(limit))
        case .before(let position):
            messages = try await store.timeline(of: conversation, before: position, limit: limit + 1)
            hasOlder = messages.count > limit
            hasNewer = true
            messages = Array(messages.suffix(limit))
        case .after(let position):
            messages = try await store.timeline(of: conversation, after: position, limit: limit + 1)
            hasNewer = messages.count > limit
            messages = Array(messages.prefix(limit))
        case .from(let position):
            messages = try await store.timeline(of: conversation, from: position, limit: limit + 1)
            hasNewer = messages.count > limit
            messages = Array(messages.prefix(limit))
            hasOlder = try await !store.timeline(of: conversation, before: position, limit: 1).isEmpty
        }
        return TimelinePage(
            request: request, messages: messages, hasOlder: hasOlder, hasNewer: hasNewer,
            names: try await store.names(of: people(in: messages)),
            readMarker: try await store.readMarker(of: conversation))
    }

    /// Everybody who speaks or is spoken of.
    private static func people(in messages: [Message]) -> Set<UserID> {
        var people = Set(messages.map(\.sender))
        for case .groupChange(let change) in messages.map(\.body) {
            people.formUnion(change.added + change.removed)
        }
        return people
    }
}
