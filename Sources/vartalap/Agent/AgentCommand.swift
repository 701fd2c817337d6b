import ArgumentParser
import ChatModel
import ChatStore
import Logging

/// `vartalap agent`: stays connected without an interface.
struct AgentCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "agent", abstract: "Stay connected without an interface: receive, send what waits, notify.",
            discussion: """
                Runs in the foreground until SIGTERM or Ctrl+C and logs to standard error, or into --log-file. An open \
                interface uses its connection; when the agent ends, the interface takes the connection over, and the \
                other way round. It ends by itself only when nobody is logged in (status 77) or the configuration is \
                wrong (78). As a service: systemctl --user enable --now vartalap-agent
                """)
    }

    @Flag(help: "Tell who owns the connection instead; exits 1 when it is no agent.")
    var status = false

    @OptionGroup var format: FormatOption
    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @ParentCommand var root: Vartalap

    func validate() throws {
        try root.refuseSendOptions()
        if format.json, !status { throw ValidationError("--json goes with --status.") }
    }

    @MainActor
    func run() async throws {
        let configuration = try global.configuration()
        if status { return try await printStatus(configuration) }
        var assembly = try await Assembly.open(configuration)
        if global.logFile == nil { assembly.log = .standardError(configuration) }
        let agent = Agent(assembly: assembly)
        do {
            try await Interruption.orderly(ignoringHangUp: true) { try await agent.run() }
        } catch let ended as CommandEnded where ended.status == .terminated {
            // Being told to end is how a service ends.
        }
    }

    @MainActor
    private func printStatus(_ configuration: Configuration) async throws {
        let assembly = try await Assembly.open(configuration, access: .readOnly)
        let owner = await OwnerStatus.read(assembly.directory)
        let output = Output(json: format.json)
        if output.isJSON {
            var line = JSONLine("agent")
            owner.add(to: &line)
            try output.object(line)
        } else {
            try output.columns("connection", owner.words)
        }
        if !owner.isAgent { throw CommandEnded(status: .negative) }
    }
}
