import ArgumentParser
import ChatCore
import ChatModel
import ChatStore

/// `vartalap groups`: makes and changes groups, and says who is in them.
struct GroupsCommand: ParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "groups", abstract: "Make groups, add and remove people, leave, list.",
            discussion: """
                GROUP is a group's id or its title; of two groups of one title only the id will do. WHO is a number, a \
                contact's name or me. What changes a group is kept in the outbox until the server has done it, in one \
                order with the messages: what is sent to a new group waits for it.
                Columns of what was changed: state, group id, title, people, time taken.
                Exit codes: 0 done, 75 kept and not done yet (do not repeat it), 65 wrong name, group or person, 67 no \
                such account, 76 refused by the server, 77 not an admin, not in the group, or not logged in.
                """,
            subcommands: [
                GroupsCreateCommand.self, GroupsAddCommand.self, GroupsRemoveCommand.self, GroupsLeaveCommand.self,
                GroupsMembersCommand.self, GroupsListCommand.self,
            ])
    }

    @ParentCommand var root: Vartalap

    func validate() throws {
        try root.refuseSendOptions(allowing: "--queue")
    }

    /// For the subcommands that change nothing.
    func refuseQueue() throws {
        try root.refuseSendOptions()
    }
}

/// What the commands that change groups have in common.
struct GroupChangeOptions: ParsableArguments {
    @Flag(help: "Keep the change in the outbox and return; it is done later.")
    var queue = false

    @OptionGroup var limit: TimeoutOption
    @OptionGroup var format: FormatOption
    @OptionGroup(title: "Options of every command") var global: GlobalOptions

    /// Opens the account and makes the change.
    ///
    /// - Parameter command: the root command, whose messages have a `--queue` as well, sees it first.
    @MainActor
    func run(
        under command: GroupsCommand,
        _ change: @escaping @MainActor (GroupOperations, Assembly) async throws -> [GroupOperation]
    ) async throws {
        let assembly = try await Assembly.open(try global.configuration())
        let isWaiting = !queue && !command.root.sending.queue
        let action = GroupAction(
            assembly: assembly, output: Output(json: format.json),
            timeout: isWaiting ? limit.duration ?? .seconds(30) : nil)
        let status = try await Interruption.orderly { try await action.run(change) }
        if status != .success { throw CommandEnded(status: status) }
    }
}

/// `vartalap groups create NAME --member WHO …`.
struct GroupsCreateCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "create", abstract: "Make a group, of which you are the admin.",
            discussion: "Messages may be sent to it at once, by its title or by the id that is printed.")
    }

    @Argument(help: "The group's name; no server can change it later.")
    var name: String

    @Option(
        name: .customLong("member"), parsing: .singleValue,
        help: ArgumentHelp("Somebody to be in it besides you. May be repeated.", valueName: "who"))
    var members: [String] = []

    @OptionGroup var options: GroupChangeOptions
    @ParentCommand var command: GroupsCommand

    @MainActor
    func run() async throws {
        let (name, members) = (name, members)
        try await options.run(under: command) { groups, assembly in
            let users = try await GroupPeople(assembly).users(members)
            return [try await groups.create(title: name, members: users, now: SystemClock.now())]
        }
    }
}

/// `vartalap groups add GROUP WHO …`.
struct GroupsAddCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "add", abstract: "Add people to a group.")
    }

    @Argument(help: "The group's id or title.")
    var group: String

    @Argument(help: "Whom to add.")
    var people: [String]

    @OptionGroup var options: GroupChangeOptions
    @ParentCommand var command: GroupsCommand

    @MainActor
    func run() async throws {
        let (group, people) = (group, people)
        try await options.run(under: command) { groups, assembly in
            let conversation = try await GroupPeople(assembly).group(group)
            let users = try await GroupPeople(assembly).users(people)
            return [try await groups.add(users, to: conversation, now: SystemClock.now())]
        }
    }
}

/// `vartalap groups remove GROUP WHO …`.
struct GroupsRemoveCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "remove", abstract: "Remove people from a group, as its admin.",
            discussion: "One change for each person, and one line. To go yourself: vartalap groups leave")
    }

    @Argument(help: "The group's id or title.")
    var group: String

    @Argument(help: "Whom to remove.")
    var people: [String]

    @OptionGroup var options: GroupChangeOptions
    @ParentCommand var command: GroupsCommand

    @MainActor
    func run() async throws {
        let (group, people) = (group, people)
        try await options.run(under: command) { groups, assembly in
            let conversation = try await GroupPeople(assembly).group(group)
            let users = try await GroupPeople(assembly).users(people, areKnown: true)
            return try await groups.remove(users, from: conversation, now: SystemClock.now())
        }
    }
}

/// `vartalap groups leave GROUP`.
struct GroupsLeaveCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "leave", abstract: "Leave a group.",
            discussion: """
                Its history stays; nothing can be sent to it any more. When the only admin leaves, another member becomes \
                one, where the server does that.
                """)
    }

    @Argument(help: "The group's id or title.")
    var group: String

    @OptionGroup var options: GroupChangeOptions
    @ParentCommand var command: GroupsCommand

    @MainActor
    func run() async throws {
        let group = group
        try await options.run(under: command) { groups, assembly in
            let conversation = try await GroupPeople(assembly).group(group)
            if try await groups.leavesNoAdmin(conversation) {
                Output.complain(
                    "Nobody in the group will be an admin: this server names none when the last one leaves.")
            }
            return [try await groups.leave(conversation, now: SystemClock.now())]
        }
    }
}
