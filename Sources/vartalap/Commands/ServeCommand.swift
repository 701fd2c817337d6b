import ArgumentParser
import ChatServer
import Logging

/// `vartalap serve`: the local server alone.
struct ServeCommand: AsyncParsableCommand {
    nonisolated static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "serve", abstract: "Run a local server, for trying things out and for tests.",
            discussion: """
                One-time codes are logged on standard error, the local stand-in for the SMS. The server listens on \
                127.0.0.1 and ends with Ctrl+C.
                """)
    }

    @Option(help: ArgumentHelp("The port to listen on; 0 takes a free one.", valueName: "number"))
    var port: Int = 0

    @Option(help: ArgumentHelp("Keep accounts and messages in this file (default: in memory).", valueName: "file"))
    var data: String?

    @Flag(name: .customLong("print-url"), help: "Print the server's address on standard output.")
    var printURL = false

    @OptionGroup(title: "Options of every command") var global: GlobalOptions
    @ParentCommand var root: Vartalap

    func validate() throws {
        try root.refuseSendOptions()
        if !(0...65535).contains(port) { throw ValidationError("--port is a number from 0 to 65535.") }
    }

    @MainActor
    func run() async throws {
        let configuration = try global.configuration()
        let log = global.logFile.map { path in Logger.file(path, configuration) } ?? Logger.standardError(configuration)
        try await Interruption.orderly {
            let server = try await LocalService.start(port: port, data: data, log: log)
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
