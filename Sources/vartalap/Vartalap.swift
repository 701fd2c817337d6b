import ArgumentParser

/// The program's root command: opens the interface, or with `--send` sends and exits.
struct Vartalap: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "vartalap",
            abstract: "Vartalap in the terminal: chat, or send and receive from scripts.",
            discussion: """
                Without --send, --send-lines and a subcommand the interface opens.
                Exit codes of --send: 0 done, 75 kept in the outbox and not acknowledged yet (do not send again), \
                64 wrong usage, 65 wrong recipient or text, 67 no such account, 74 the disk failed or is full, \
                76 refused, 77 not logged in, \
                78 wrong configuration.
                """,
            version: "0.1.0",
            subcommands: [
                DemoCommand.self, ServeCommand.self, LoginCommand.self, LogoutCommand.self, WhoAmICommand.self,
                ReceiveCommand.self, AgentCommand.self, ListCommand.self, ContactsCommand.self, GroupsCommand.self,
                StatusCommand.self, OutboxCommand.self, QACommand.self,
            ])
    }

    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @OptionGroup(title: "Interface") var interface: InterfaceOptions
    @OptionGroup(title: "Sending") var sending: SendOptions
    @OptionGroup(title: "Sending") var limit: TimeoutOption
    @OptionGroup(title: "Sending") var format: FormatOption

    @MainActor
    func run() async throws {
        if sending.isSending {
            try await send()
        } else {
            try refuseSendOptions()
            if format.json || limit.timeout != nil {
                throw ProgramError.usage("--json and --timeout go with --send or a subcommand. See: vartalap --help")
            }
            try await openInterface()
        }
    }

    /// Throws when an option was given that means something with `--send` only.
    ///
    /// - Parameter allowed: one that the subcommand takes too; the parser gives it to the root command first.
    func refuseSendOptions(allowing allowed: String? = nil) throws {
        if sending.isSending {
            throw ValidationError("\(sending.sendLines ? "--send-lines" : "--send") does not go with a subcommand.")
        }
        if let stray = sending.stray(allowing: allowed) { throw ValidationError("\(stray) goes with --send.") }
    }

    @MainActor
    private func send() async throws {
        let output = Output(json: format.json)
        let assembly = try await Assembly.open(try global.configuration())
        let timeout = limit.duration ?? .seconds(30)
        let status: ProgramStatus
        if sending.sendLines {
            let sender = try LineSender(assembly: assembly, request: .init(sending, timeout: timeout), output: output)
            status = try await Interruption.orderly { try await sender.run() }
        } else {
            let request = try SendRequest(sending, timeout: timeout)
            status = try await Interruption.orderly {
                try await SendAction(assembly: assembly, request: request, output: output).run()
            }
        }
        if status != .success { throw CommandEnded(status: status) }
    }

    @MainActor
    private func openInterface() async throws {
        let configuration = try global.configuration(adding: interface.flags())
        let theme = try ThemeCatalogue(configuration).theme()
        try InterfaceTerminal.check()
        let assembly = try await Assembly.openToRead(configuration)
        try await Interface.run(assembly: assembly, theme: theme)
    }
}
