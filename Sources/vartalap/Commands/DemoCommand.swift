import ArgumentParser
import Foundation

/// `vartalap demo`: the whole program on an account that looks lived in, with contacts that answer; nothing outside the
/// machine is touched, and nothing is left behind.
struct DemoCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "demo", abstract: "Try it out: a local server, an account and contacts that answer.",
            discussion: """
                Everything lives in a temporary directory. Without a terminal on standard input or output, or with \
                --headless, one conversation is run and printed, one JSON object a line.
                """)
    }

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Send this text to the contact that echoes, and print what happens.", valueName: "text"))
    var headless: String?

    @OptionGroup(title: "Interface") var interface: InterfaceOptions
    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @ParentCommand var root: Vartalap

    func validate() throws {
        try root.refuseSendOptions()
    }

    @MainActor
    func run() async throws {
        let configuration = try global.configuration(adding: interface.flags())
        let theme = try ThemeCatalogue(configuration).theme()
        if let headless {
            try SendRequest.check(headless)
            return try await runHeadless(headless, configuration)
        }
        guard InterfaceTerminal.isPresent else {
            return try await runHeadless("Hello from vartalap demo", configuration)
        }
        try await inWorld(configuration) { assembly, _ in
            try await Interface.run(assembly: assembly, theme: theme)
        }
    }

    @MainActor
    private func runHeadless(_ text: String, _ configuration: Configuration) async throws {
        try await Interruption.orderly {
            try await inWorld(configuration) { assembly, world in
                try await HeadlessDemo(assembly: assembly, echo: world.echo, output: Output(json: true)).run(text)
            }
        }
    }

    /// Runs `body` in a world of its own, which ends with it.
    @MainActor
    private func inWorld(
        _ configuration: Configuration, _ body: (Assembly, DemoWorld) async throws -> Void
    ) async throws {
        try await TemporaryDirectory.use { directory in
            let world = try await DemoWorld.start(directory: directory)
            do {
                try await body(try await Assembly.open(configuration.forDemo(directory)), world)
            } catch {
                await world.stop()
                throw error
            }
            await world.stop()
        }
    }
}
