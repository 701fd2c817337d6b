import ArgumentParser
import ChatCore
import ChatModel
import ChatStore

/// `vartalap whoami`: the account of the data directory, for scripts.
struct WhoAmICommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "whoami", abstract: "Print the account: number, server and server design.")
    }

    @OptionGroup var format: FormatOption
    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @ParentCommand var root: Vartalap

    func validate() throws {
        try root.refuseSendOptions()
    }

    @MainActor
    func run() async throws {
        let assembly = try await Assembly.open(try global.configuration(), access: .readOnly)
        guard try Credentials.load(from: assembly.directory.credentialsPath) != nil else {
            throw ProgramError.notLoggedIn
        }
        let account = assembly.account
        let output = Output(json: format.json)
        if output.isJSON {
            try output.object(AccountLine.json("whoami", account))
        } else {
            try output.columns(account.user.rawValue, account.server, account.design)
        }
    }
}
