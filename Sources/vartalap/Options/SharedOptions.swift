import ArgumentParser

/// `--json`, a group of its own because the root command and its subcommands share it.
struct FormatOption: ParsableArguments {
    @Flag(help: "Print one JSON object a line.")
    var json = false
}

/// `--timeout`, shared like `FormatOption`.
struct TimeoutOption: ParsableArguments {
    @Option(help: ArgumentHelp("Seconds to wait at most.", valueName: "seconds"))
    var timeout: Double?

    var duration: Duration? { timeout.map { .seconds($0) } }

    func validate() throws {
        if let timeout, !Duration.isAllowed(seconds: timeout) {
            throw ValidationError("--timeout is a number of seconds from 0 to 31536000.")
        }
    }
}
