import ArgumentParser
import ChatCore
import ChatModel
import ChatStore

/// `vartalap contacts`: where the contacts come from, and who of them has an account.
struct ContactsCommand: ParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "contacts", abstract: "Import contacts, ask who has an account, list, add and remove.",
            subcommands: [
                ContactsImportCommand.self, ContactsSyncCommand.self, ContactsListCommand.self,
                ContactsAddCommand.self, ContactsRemoveCommand.self,
            ])
    }

    @ParentCommand var root: Vartalap

    func validate() throws {
        try root.refuseSendOptions()
    }
}

/// `vartalap contacts list`: the same as `list contacts`, all of them.
struct ContactsListCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: "Print the contacts.",
            discussion: "Columns: number, account (yes or no), name. The same as: vartalap list contacts")
    }

    @OptionGroup var format: FormatOption
    @OptionGroup(title: "Options of every command") var global: GlobalOptions

    @MainActor
    func run() async throws {
        let assembly = try await Assembly.open(try global.configuration(), access: .readOnly)
        try await Listing(assembly: assembly, output: Output(json: format.json), limit: .max).contacts()
    }
}

/// `vartalap contacts add NUMBER NAME`.
struct ContactsAddCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "add", abstract: "Add a contact, or give one another name.",
            discussion: "A name that was given by hand wins over those of files.")
    }

    @Argument(help: "The phone number; without a country code it belongs to the default region.")
    var number: String

    @Argument(help: "The name; several words need no quotes.")
    var name: [String]

    @OptionGroup var format: FormatOption
    @OptionGroup(title: "Options of every command") var global: GlobalOptions

    func validate() throws {
        if name.joined().allSatisfy(\.isWhitespace) { throw ValidationError("The name is empty.") }
    }

    @MainActor
    func run() async throws {
        let assembly = try await Assembly.open(try global.configuration())
        let contacts = assembly.contactImport()
        let user = try ContactNumber.read(number, contacts)
        let contact = try await contacts.add(user, name: name.joined(separator: " "))
        try ContactLine.print(contact, to: Output(json: format.json))
    }
}

/// `vartalap contacts remove NUMBER`.
struct ContactsRemoveCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "remove", abstract: "Remove a contact.",
            discussion: """
                Messages stay, and the chat is called by the number. Somebody whom a file still names comes back with the \
                next import of it. Exit code 1 when the number is no contact's.
                """)
    }

    @Argument(help: "The phone number.")
    var number: String

    @OptionGroup(title: "Options of every command") var global: GlobalOptions

    @MainActor
    func run() async throws {
        let assembly = try await Assembly.open(try global.configuration())
        let contacts = assembly.contactImport()
        let user = try ContactNumber.read(number, contacts)
        guard try await contacts.remove(user) else {
            Output.complain("\(user.rawValue) is no contact. See: vartalap contacts list")
            throw CommandEnded(status: .negative)
        }
    }
}
