/// Keeps the parser from reading the text of a message as an option.
nonisolated enum SendArguments {
    /// Joins `--send TEXT` to `--send=TEXT`: the text is one word to the parser then, whatever it begins with. An empty text stays
    /// apart: after `=` it would count as missing.
    static func joined(_ arguments: [String]) -> [String] {
        guard let index = arguments.firstIndex(of: "--send"), index + 1 < arguments.count,
            !arguments[index + 1].isEmpty
        else { return arguments }
        return arguments[..<index] + ["--send=" + arguments[index + 1]] + arguments[(index + 2)...]
    }
}
