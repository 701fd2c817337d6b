import Foundation

/// What the interface needs of a terminal.
nonisolated enum InterfaceTerminal {
    /// Whether a person can be shown something and answer.
    static var isPresent: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    /// Checked before anything is opened, so that a script that forgot `--send` touches no account.
    static func check() throws(ProgramError) {
        guard isPresent else { throw .noTerminal }
    }
}
