import Foundation
import Logging

nonisolated extension Logger {
    /// Logs into a file at the configured level.
    static func file(_ path: String, _ configuration: Configuration) -> Logger {
        Logger(label: "vartalap") { _ in LogFile(path: path, level: level(configuration)) }
    }

    /// Logs to standard error, for the server that runs alone: never used while an interface is open.
    static func standardError(_ configuration: Configuration) -> Logger {
        Logger(label: "vartalap") { _ in LogFile(descriptor: STDERR_FILENO, level: level(configuration)) }
    }

    private static func level(_ configuration: Configuration) -> Logger.Level {
        configuration[.logLevel].flatMap(Logger.Level.init(rawValue:)) ?? .notice
    }
}
