import ArgumentParser
import ChatCore

/// `vartalap logout`: forgets the access key; messages and outbox stay for the next login.
struct LogoutCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "logout", abstract: "Forget the access key; messages stay where they are.")
    }

    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @ParentCommand var root: Vartalap

    func validate() throws {
        try root.refuseSendOptions()
    }

    @MainActor
    func run() async throws {
        try Credentials.remove(at: DataDirectory(try global.configuration()).credentialsPath)
    }
}
