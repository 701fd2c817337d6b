import ChatCore
import ChatModel
import ChatStore

/// Finds the groups and the people that a command line names; never guesses between two.
struct GroupPeople {
    private let assembly: Assembly
    private let resolver: RecipientResolver

    init(_ assembly: Assembly) {
        self.assembly = assembly
        resolver = assembly.resolver()
    }

    /// The group with this id or, if it is the only one, this title; `group:` may stand before either.
    func group(_ text: String) async throws -> ConversationID {
        let name = text.hasPrefix("group:") ? String(text.dropFirst("group:".count)) : text
        return try await resolver.group(name).conversation
    }

    /// The people, in the order in which they are named.
    ///
    /// - Parameter areKnown: whether the server need not be asked for those whom we never wrote to.
    func users(_ texts: [String], areKnown: Bool = false) async throws -> [UserID] {
        var users: [UserID] = []
        for text in texts {
            let recipient = try await resolver.resolve(text)
            guard let user = recipient.peer else { throw ProgramError.usage("“\(text)” is no person.") }
            if recipient.isNew, !areKnown { try await ServiceCheck(assembly: assembly).check(user) }
            users.append(user)
        }
        return users
    }
}
