import ArgumentParser
import ChatServer
import ChatWire
import Logging

/// `vartalap serve`: the local server alone.
struct ServeCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "serve", abstract: "Run a local server, for trying things out and for tests.",
            discussion: """
                One-time codes are logged on standard error, the local stand-in for the SMS. The address also serves as \
                auth.firebase.endpoint, for signing in as with Firebase. The server listens on 127.0.0.1 and ends \
                with Ctrl+C.
                It has the defects of the released servers of its design. Each can be taken away with --fixed, and \
                any can be had besides with --quirk: \(Quirks.named.map(\.name).joined(separator: ", ")).
                """)
    }

    @Option(help: ArgumentHelp("The port to listen on; 0 takes a free one.", valueName: "number"))
    var port: Int = 0

    @Option(help: ArgumentHelp("Keep accounts and messages in this file (default: in memory).", valueName: "file"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The server design to be: \(DesignBehaviour.all.map(\.name).joined(separator: ", ")).",
            valueName: "design"))
    var design = "v2.8"

    @Option(
        help: ArgumentHelp(
            "Be without a defect of the design; may be given more than once. A wrong name lists them.",
            valueName: "quirk"))
    var fixed: [String] = []

    @Option(
        help: ArgumentHelp(
            "Have a defect beyond those of the design; may be given more than once.", valueName: "quirk"))
    var quirk: [String] = []

    @Option(
        name: .customLong("token-lifetime"),
        help: ArgumentHelp("How long the ID tokens of a sign-in are valid (default: 3600).", valueName: "seconds"))
    var tokenLifetime = 3600

    @Flag(help: "Log what happens too: who comes and goes, and what would be pushed to phones.")
    var log = false

    @Flag(name: .customLong("print-url"), help: "Print the server's address on standard output.")
    var printURL = false

    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @ParentCommand var root: Vartalap

    func validate() throws {
        try root.refuseSendOptions()
        _ = try options()
        if !(1...31_536_000).contains(tokenLifetime) {
            throw ValidationError("--token-lifetime is a number of seconds from 1 to 31536000.")
        }
        if !(0...65535).contains(port) { throw ValidationError("--port is a number from 0 to 65535.") }
    }

    /// The server that the arguments ask for.
    private func options() throws -> LocalServerOptions {
        guard let behaviour = DesignBehaviour.named(ServerDesign.named(design)?.release ?? design) else {
            let names = DesignBehaviour.all.map(\.name).joined(separator: ", ")
            throw ValidationError("There is no design \u{201C}\(design)\u{201D}. Designs: \(names).")
        }
        return LocalServerOptions(
            port: port, storage: data.map { .file($0) } ?? .memory, design: behaviour,
            fixed: try quirks(fixed, of: behaviour), added: try quirks(quirk, of: behaviour),
            tokenLifetime: .seconds(tokenLifetime))
    }

    private func quirks(_ names: [String], of behaviour: DesignBehaviour) throws -> Quirks {
        try names.reduce(into: Quirks()) { all, name in
            guard let named = Quirks(name: name) else {
                let known = behaviour.quirks.names.joined(separator: ", ")
                let others = Quirks.named.map(\.name).filter { !behaviour.quirks.names.contains($0) }
                throw ValidationError(
                    "There is no quirk \u{201C}\(name)\u{201D}. \(behaviour.name) has: \(known). "
                        + "Others: \(others.joined(separator: ", ")).")
            }
            all.formUnion(named)
        }
    }

    @MainActor
    func run() async throws {
        let configuration = try global.configuration()
        var logger =
            global.logFile.map { path in Logger.file(path, configuration) } ?? Logger.standardError(configuration)
        if log { logger.logLevel = min(logger.logLevel, .debug) }
        var options = try options()
        options.log = logger
        try await Interruption.orderly {
            let server = try await LocalService.start(options)
            if printURL {
                try Output(json: false).line(server.url)
            } else {
                Output.complain("Listening on \(server.url). End with Ctrl+C.")
            }
            await Cancellation.wait()
            await server.stop()
        }
    }
}
