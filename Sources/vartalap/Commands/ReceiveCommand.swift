import ArgumentParser

/// `vartalap receive`: prints what arrives while it runs, beside an open interface or alone.
struct ReceiveCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "receive", abstract: "Print messages as they arrive.",
            discussion: """
                Without --max and --timeout it runs until it is interrupted. Columns: time, conversation, sender, id, \
                text; newline, tab and backslash in a text are written as \\n, \\t and \\\\.
                """)
    }

    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var limit: TimeoutOption
    @ParentCommand var root: Vartalap

    @Option(help: ArgumentHelp("End after this many messages.", valueName: "count"))
    var max: Int?

    func validate() throws {
        try root.refuseSendOptions()
        if let max, max < 1 { throw ValidationError("--max is a number from 1.") }
    }

    @MainActor
    func run() async throws {
        let assembly = try await Assembly.open(try global.configuration())
        let receiver = try await Receiver(assembly: assembly, output: Output(json: format.json), limit: max)
        try await Interruption.orderly { try await receiver.run(timeout: limit.duration) }
    }
}
