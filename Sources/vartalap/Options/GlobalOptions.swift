import ArgumentParser
import Foundation

/// The options that every command takes, before or after its name.
struct GlobalOptions: ParsableArguments {
    @Option(name: .customLong("data-dir"), help: ArgumentHelp("Keep the account's files here.", valueName: "directory"))
    var dataDirectory: String?

    @Option(help: ArgumentHelp("Use the account of this name (default: default).", valueName: "name"))
    var profile: String?

    @Option(help: ArgumentHelp("Read this configuration file.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The server's address, such as https://chat.example.", valueName: "url"))
    var server: String?

    @Option(
        name: .customLong("log-level"),
        help: ArgumentHelp("How much to log: trace, debug, info, notice, warning or error.", valueName: "level"))
    var logLevel: LogLevel?

    @Option(
        name: .customLong("log-file"),
        help: ArgumentHelp("Log here rather than into the data directory.", valueName: "file"))
    var logFile: String?

    func validate() throws {
        if let server, !server.hasPrefix("http://"), !server.hasPrefix("https://") {
            throw ValidationError("“\(server)” is no server address: it begins with http:// or https://.")
        }
    }

    /// What these options, the environment and the configuration file say together.
    ///
    /// - Parameter flags: the values of further options of the command.
    func configuration(
        adding flags: [Configuration.Key: String] = [:],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ProgramError) -> Configuration {
        let file = try ConfigurationFile.load(explicit: config, environment: environment)
        var flags = flags
        flags[.dataDirectory] = dataDirectory
        flags[.profile] = profile
        flags[.serverURL] = server
        flags[.logLevel] = logLevel?.rawValue
        var configuration = Configuration(
            flags: flags, environment: environment, values: file.values, file: file.file)
        configuration.logFile = logFile
        return configuration
    }
}

nonisolated extension LogLevel: ExpressibleByArgument {}
