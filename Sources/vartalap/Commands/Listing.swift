import ChatModel
import ChatStore

/// Prints rows of the store as lines or as JSON objects.
struct Listing {
    let assembly: Assembly
    let output: Output
    let limit: Int

    func chats() async throws {
        for summary in try await assembly.store.conversations(limit: limit) {
            let conversation = summary.conversation
            guard output.isJSON else {
                try output.columns(
                    conversation.id.rawValue, String(summary.unreadCount), PlainText.time(summary.time),
                    conversation.title, summary.preview.map(PlainText.body) ?? "")
                continue
            }
            var line = JSONLine("chat")
            line.add("id", conversation.id.rawValue)
            line.add("title", conversation.title)
            switch conversation.kind {
            case .group: line.add("kind", "group")
            case .direct(let peer):
                line.add("kind", "direct")
                line.add("peer", peer.rawValue)
            }
            line.add("unread", Int64(summary.unreadCount))
            line.add("ts", PlainText.time(summary.time))
            line.add("sender", summary.previewSender?.rawValue)
            line.add("text", summary.preview.map(PlainText.body))
            line.add("draft", summary.hasDraft)
            line.add("parked", summary.hasParked)
            try output.object(line)
        }
    }

    func contacts() async throws {
        for contact in try await assembly.store.contacts().prefix(limit) {
            try ContactLine.print(contact, to: output)
        }
    }

    /// The newest messages of one chat, or of all, oldest first.
    func messages(of chat: String?) async throws {
        let messages: [Message]
        if let chat {
            let conversation = try await assembly.resolver().resolve(chat).conversation
            messages = try await assembly.store.timeline(of: conversation, before: nil, limit: limit)
        } else {
            messages = try await assembly.store.newestMessages(limit: limit)
        }
        for message in messages { try MessageLine.print(message, operation: "message", to: output) }
    }

    func outbox() async throws {
        _ = try await OutboxListing(assembly: assembly, output: output).run(limit: limit)
    }
}
