import ChatModel
import ChatStore

/// Finds the one conversation that a script means; never guesses between two.
nonisolated struct RecipientResolver: Sendable {
    let store: MessageStore
    let me: UserID
    /// For numbers without a country code.
    let region: String?

    /// A recipient that the store knows.
    struct Resolved: Sendable {
        var conversation: ConversationID
        /// The other person, in a one-to-one conversation.
        var peer: UserID?
        /// How the output names it: a number, `group:ID` or `chat:ID`.
        var label: String
        /// Whether somebody who was not known before is meant, so that the server should be asked.
        var isNew = false
    }

    /// The conversation for the value of `--to` or `--chat`; it need not exist yet for a person.
    func resolve(_ text: String) async throws -> Resolved {
        switch try Recipient.parse(text, region: region) {
        case .me: try await person(me)
        case .user(let user): try await person(user)
        case .name(let name): try await person(named: name)
        case .chat(let id): try await conversation(id, written: text)
        case .group(let group): try await self.group(group)
        }
    }

    /// The group with this id or, if it is the only one, this title.
    func group(_ text: String) async throws -> Resolved {
        let groups = try await store.groups()
        let matches = groups.filter { $0.id.rawValue == text }
        let titled = groups.filter { $0.title.lowercased() == text.lowercased() }
        guard let match = matches.first ?? titled.first else { throw ProgramError.unknownConversation(text) }
        guard matches.count == 1 || titled.count == 1 else {
            throw ProgramError.ambiguousName(text, matches: titled.map { "group:\($0.id.rawValue)" })
        }
        return Resolved(conversation: match.id, label: "group:\(match.id.rawValue)")
    }

    private func person(_ user: UserID) async throws -> Resolved {
        let contact = try await store.contact(user)
        return Resolved(
            conversation: .direct(me, user), peer: user, label: user.rawValue,
            isNew: user != me && contact?.hasAccount != true)
    }

    /// A name matches without regard to case, as a whole.
    private func person(named name: String) async throws -> Resolved {
        let wanted = name.lowercased()
        let matches = try await store.contacts().filter { $0.name?.lowercased() == wanted }
        guard let match = matches.first else { throw ProgramError.unknownName(name) }
        guard matches.count == 1 else {
            throw ProgramError.ambiguousName(name, matches: matches.map(\.user.rawValue).sorted())
        }
        return try await person(match.user)
    }

    private func conversation(_ id: ConversationID, written text: String) async throws -> Resolved {
        guard let conversation = try await store.conversation(id) else { throw ProgramError.unknownConversation(text) }
        switch conversation.kind {
        case .group: return Resolved(conversation: id, label: "group:\(id.rawValue)")
        case .direct(let peer): return Resolved(conversation: id, peer: peer, label: peer.rawValue)
        }
    }
}
