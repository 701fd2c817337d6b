/// Which description of the terminal to draw by.
package enum TerminalName {
    /// The entries to try in order: the one that TERM names, with 256 colours when COLORTERM says that there are more
    /// than the entry knows, and xterm for want of a better one.
    package static func candidates(term: String, colorTerm: String) -> [String] {
        [term, "xterm"].filter { !$0.isEmpty }.flatMap { name in
            let hasColorEntry = ["xterm", "screen", "tmux", "rxvt"].contains(name)
            return hasColorEntry && !colorTerm.isEmpty ? [name + "-256color", name] : [name]
        }
    }

    /// Whether a title sequence sets a title, rather than being shown.
    package static func takesTitle(_ name: String) -> Bool {
        !["linux", "vt", "sun", "cons", "wsvt", "dumb", "ansi"].contains { name.hasPrefix($0) }
    }
}
