import ArgumentParser
import ChatStore

/// `vartalap list`: prints what the store holds; needs no lock and no network.
struct ListCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: "Print chats, contacts, messages or the outbox.",
            discussion: """
                Columns, separated by tabs. chats: id, unread, time, title, newest text. contacts: number, account \
                (yes or no), name. messages: time, chat, sender, state, id, text. outbox: time, to, state, id, text.
                Newline, tab and backslash in a text are written as \\n, \\t and \\\\.
                """)
    }

    enum Subject: String, CaseIterable, ExpressibleByArgument {
        case chats
        case contacts
        case messages
        case outbox
    }

    @Argument(help: "What to print.")
    var subject: Subject

    @Option(
        help: ArgumentHelp("Messages of this chat only: a number, name, me, chat:ID or group:ID.", valueName: "who"))
    var chat: String?

    @Option(help: ArgumentHelp("Lines at most; of messages the newest ones (default: 100).", valueName: "count"))
    var limit: Int = 100

    @OptionGroup var format: FormatOption
    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @ParentCommand var root: Vartalap

    func validate() throws {
        try root.refuseSendOptions()
        if limit < 1 { throw ValidationError("--limit is a number from 1.") }
        if chat != nil, subject != .messages { throw ValidationError("--chat goes with list messages.") }
    }

    @MainActor
    func run() async throws {
        let assembly = try await Assembly.open(try global.configuration(), access: .readOnly)
        let listing = Listing(assembly: assembly, output: Output(json: format.json), limit: limit)
        switch subject {
        case .chats: try await listing.chats()
        case .contacts: try await listing.contacts()
        case .messages: try await listing.messages(of: chat)
        case .outbox: try await listing.outbox()
        }
    }
}
