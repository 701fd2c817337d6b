/// How the beginning of a slash command goes on: commands first, then names.
struct SlashCompletion {
    /// What fits, as the whole text of the box.
    let texts: [String]

    /// - Parameter names: people for commands that take one.
    init(_ text: String, names: [String]) {
        guard text.first == "/", !text.contains(where: \.isNewline) else {
            texts = []
            return
        }
        let parts = text.dropFirst().split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let word = parts.first.map(String.init) ?? ""
        guard parts.count == 2 else {
            texts = SlashCommand.allCases.filter { $0.rawValue.hasPrefix(word) }.map { command in
                "/\(command.rawValue)" + (command.argument == nil ? "" : " ")
            }
            return
        }
        let start = parts[1].lowercased()
        guard SlashCommand.command(word)?.argument == .person, !start.isEmpty else {
            texts = []
            return
        }
        texts = names.filter { $0.lowercased().hasPrefix(start) }.sorted().map { "/\(word) \($0)" }
    }

    /// What all that fits have in common.
    var common: String {
        guard var common = texts.first else { return "" }
        for text in texts.dropFirst() { common = String(zip(common, text).prefix { $0 == $1 }.map(\.0)) }
        return common
    }
}
