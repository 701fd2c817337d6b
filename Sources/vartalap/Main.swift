import ArgumentParser
import Foundation

/// Where the program starts and how it ends: every failure becomes one sentence on standard error and an exit code.
@main
enum Main {
    static func main() async {
        umask(0o077)
        leaveNoCore()
        signal(SIGPIPE, SIG_IGN)
        exit(await run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    /// A crash must not write the access key and what was said into a file of the system's choosing.
    private static func leaveNoCore() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }

    /// Runs the command that `arguments` name.
    static func run(_ arguments: [String]) async -> ProgramStatus {
        do {
            try ArgumentBytes.check(arguments)
            var command = try Vartalap.parseAsRoot(SendArguments.joined(arguments))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return .success
        } catch {
            return ErrorReport.report(error, arguments: arguments)
        }
    }
}

/// Ends a command that has printed all there is to say with a status other than success.
nonisolated struct CommandEnded: Error {
    var status: ProgramStatus
}
