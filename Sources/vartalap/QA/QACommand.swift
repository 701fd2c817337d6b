import ArgumentParser

/// `vartalap qa`: tools for those who test servers and links.
struct QACommand: ParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "qa", abstract: "Tools for testers of servers and links.",
            subcommands: [AutobahnCommand.self, ProxyCommand.self])
    }

    @ParentCommand var root: Vartalap

    func validate() throws {
        try root.refuseSendOptions(allowing: "--to")
    }
}
