import Terminal

/// One row of the help.
enum HelpLine: Hashable {
    case heading(String)
    case entry(keys: String, summary: String)
    case blank
}

/// The help's rows from the live key map.
struct HelpText {
    let lines: [HelpLine]

    /// Only rows that contain `query`; headings of sections without rows are left out.
    init(_ keys: KeyMap, matching query: String = "", isShort: Bool = false) {
        var lines: [HelpLine] = []
        for section in Self.sections(of: keys, isShort) {
            let query = query.lowercased()
            let entries = section.entries.filter { entry in
                query.isEmpty || "\(entry.0) \(entry.1)".lowercased().contains(query)
            }
            guard !entries.isEmpty else { continue }
            if !lines.isEmpty { lines.append(.blank) }
            lines.append(.heading(section.heading))
            lines += entries.map { .entry(keys: $0.0, summary: $0.1) }
        }
        self.lines = lines
    }

    private static func sections(of keys: KeyMap, _ isShort: Bool) -> [(heading: String, entries: [(String, String)])] {
        let order: [KeyContext] = [
            .box, .anywhere, .list, .messages, .picker, .people, .members, .outbox, .help, .question,
        ]
        var sections = order.map { context in
            (heading: context.heading, entries: entries(of: context, in: keys, isShort))
        }
        sections.insert(("Typed into the box", SlashCommand.legend), at: 2)
        sections.append(("Marks in the list", ListMark.legend.map { ($0.mark, $0.meaning) }))
        sections.append(("Marks on your messages", marks))
        return sections
    }

    private static func entries(of context: KeyContext, in keys: KeyMap, _ isShort: Bool) -> [(String, String)] {
        var commands: [Command] = []
        for binding in keys.bindings where binding.context == context && !commands.contains(binding.command) {
            commands.append(binding.command)
        }
        return commands.map { command in
            let names = keys.keys(for: command, in: context).map { isShort ? $0.shortName : $0.name }
            let isRange = command == .openNumbered && names.count > 2
            return (
                isRange ? "\(names[0]) to \(names[names.count - 1].suffix(1))" : names.joined(separator: ", "),
                command.summary
            )
        }
    }

    private static let marks: [(String, String)] = [
        ("queued  .", "stored here, waits for the link"), ("retry 8s", "the next attempt is in 8 seconds"),
        ("sent    >", "the server has it"), ("sent ?  >?", "sent, and nobody has confirmed that it came"),
        ("dlvd    >>", "it is on the other's device"),
        ("read    \u{BB}", "it was seen"), ("parked  !", "it was refused; the reason stands below"),
    ]
}
