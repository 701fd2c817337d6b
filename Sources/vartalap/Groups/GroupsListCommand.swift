import ArgumentParser
import ChatModel
import ChatStore

/// `vartalap groups list`.
struct GroupsListCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: "Print the groups.",
            discussion: """
                Columns: id, state, number of members, title. The state is member, pending (the server does not know the \
                group yet) or left.
                """)
    }

    @OptionGroup var format: FormatOption
    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @ParentCommand var command: GroupsCommand

    func validate() throws {
        try command.refuseQueue()
    }

    @MainActor
    func run() async throws {
        let assembly = try await Assembly.open(try global.configuration(), access: .readOnly)
        let output = Output(json: format.json)
        for group in try await assembly.store.groups() {
            let count = try await assembly.store.members(of: group.id).count
            guard output.isJSON else {
                try output.columns(group.id.rawValue, group.membership, String(count), group.title)
                continue
            }
            var line = JSONLine("group")
            line.add("id", group.id.rawValue)
            line.add("title", group.title)
            line.add("state", group.membership)
            line.add("members", Int64(count))
            try output.object(line)
        }
    }
}

/// `vartalap groups members GROUP`.
struct GroupsMembersCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "members", abstract: "Print who is in a group.",
            discussion: """
                Columns: number, role (admin or user), state (member, or pending until the server knows), name.
                """)
    }

    @Argument(help: "The group's id or title.")
    var group: String

    @OptionGroup var format: FormatOption
    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @ParentCommand var command: GroupsCommand

    func validate() throws {
        try command.refuseQueue()
    }

    @MainActor
    func run() async throws {
        let assembly = try await Assembly.open(try global.configuration(), access: .readOnly)
        let output = Output(json: format.json)
        let conversation = try await GroupPeople(assembly).group(group)
        let members = try await assembly.store.members(of: conversation)
        let names = try await assembly.store.names(of: Set(members.map(\.user)))
        for member in members {
            let state = member.isPending ? "pending" : "member"
            guard output.isJSON else {
                try output.columns(member.user.rawValue, member.role.rawValue, state, names[member.user] ?? "")
                continue
            }
            var line = JSONLine("member")
            line.add("group", conversation.rawValue)
            line.add("number", member.user.rawValue)
            line.add("role", member.role.rawValue)
            line.add("state", state)
            line.add("name", names[member.user])
            try output.object(line)
        }
    }
}

nonisolated extension Conversation {
    /// The word for how we stand to the group.
    fileprivate var membership: String {
        hasLeft ? "left" : id.isProvisional ? "pending" : "member"
    }
}
