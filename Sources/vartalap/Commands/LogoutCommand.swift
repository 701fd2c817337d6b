import ArgumentParser
import ChatCore

/// `vartalap logout`: forgets the access key and the tokens; messages and outbox stay for the next login.
struct LogoutCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "logout", abstract: "Forget the access key and the tokens; messages stay where they are.")
    }

    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @ParentCommand var root: Vartalap

    func validate() throws {
        try root.refuseSendOptions()
    }

    @MainActor
    func run() async throws {
        let directory = DataDirectory(try global.configuration())
        try Credentials.remove(at: directory.credentialsPath)
        try PendingSignIn.remove(at: directory.pendingSignInPath)
        // Whoever has the connection open has the key in its memory.
        let asking = Task { _ = await OwnerVisit.ask(.leave, directory: directory.path) }
        await asking.end(within: .seconds(1))
    }
}
