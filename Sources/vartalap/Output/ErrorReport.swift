import ArgumentParser

/// Tells a failure to the user: one sentence on standard error, and the status for the shell.
enum ErrorReport {
    /// - Parameter arguments: the command line, for suggesting the subcommand that was meant.
    static func report(_ error: any Error, arguments: [String]) -> ProgramStatus {
        if let ended = error as? CommandEnded { return ended.status }
        if error is CancellationError { return .interrupted }
        guard let failure = Failure.known(error) else { return reportParsing(error, arguments: arguments) }
        if failure != .outputClosed { Output.complain(failure.message) }
        return failure.status
    }

    /// Help and version go to standard output and are no failure; the rest is wrong usage.
    private static func reportParsing(_ error: any Error, arguments: [String]) -> ProgramStatus {
        let code = Vartalap.exitCode(for: error)
        if code.isSuccess {
            try? Output(json: false).line(Vartalap.fullMessage(for: error))
            return .success
        }
        guard code == .validationFailure else {
            let failure = Failure.fact(error)
            Output.complain(failure.message)
            return failure.status
        }
        var sentence = Vartalap.message(for: error)
        if let last = sentence.last, !".?!".contains(last) { sentence += "." }
        if let meant = suggestion(for: arguments), !sentence.contains("Did you mean") {
            sentence += " Did you mean “\(meant)”?"
        }
        Output.complain(sentence + " See: vartalap --help")
        return .usage
    }

    /// The subcommand that a first word, which is none, was probably meant to be.
    private static func suggestion(for arguments: [String]) -> String? {
        guard let word = arguments.first, !word.hasPrefix("-") else { return nil }
        let names = Vartalap.configuration.subcommands.map { $0._commandName }
        return names.contains(word) ? nil : EditDistance.nearest(to: word, among: names)
    }
}
