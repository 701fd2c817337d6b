/// Why there is no screen.
package enum TerminalError: Error, Hashable, Sendable {
    /// Standard input or output is a file or a pipe.
    case notATerminal
    /// Neither the terminal that TERM names nor xterm is described on this machine.
    case unknownTerminal(String)
    /// The terminal that TERM names cannot move its cursor.
    case cannotDraw(String)
    /// The system has no descriptors left.
    case noSignals(code: Int32)

    /// What happened, then what to do.
    package var message: String {
        switch self {
        case .notATerminal:
            "The interface needs a terminal on standard input and output. Use --send, receive or list in scripts."
        case .unknownTerminal(let name):
            "There is no description of the terminal '\(name)', nor of xterm. Set TERM, or install ncurses-base."
        case .cannotDraw(let name):
            "The terminal '\(name)' cannot move its cursor. Set TERM to what the terminal is, such as xterm."
        case .noSignals(let code):
            "Can't watch for signals (error \(code)). Close some files or programs and start again."
        }
    }
}

/// What a screen had to make do with; worth telling once.
package enum TerminalNotice: Hashable, Sendable {
    /// Drawn as another terminal, because TERM names one that this machine does not know.
    case unknownTerminal(String, drawnAs: String)
    /// The locale's character set is not UTF-8: UTF-8 was taken all the same, or signs beyond ASCII become `?`.
    case notUTF8(codeset: String, isDrawnAsUTF8: Bool)

    /// What happened, then what to do.
    package var message: String {
        switch self {
        case .unknownTerminal("", let other):
            "TERM is not set; drawing as \(other)."
        case .unknownTerminal(let name, let other):
            "TERM is '\(name)', which this machine doesn't know; drawing as \(other)."
        case .notUTF8(let codeset, true):
            "The locale's character set is \(codeset); drawing in UTF-8 all the same. Set LANG to C.UTF-8 to be sure."
        case .notUTF8(let codeset, false):
            "The locale's character set is \(codeset), so letters beyond ASCII show as '?'. Set LANG to C.UTF-8."
        }
    }
}
