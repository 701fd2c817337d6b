package import Terminal

/// Which key does what where: data, so that help and hints are made from what really holds.
package struct KeyMap: Hashable, Sendable {
    package struct Binding: Hashable, Sendable {
        package var context: KeyContext
        package var key: KeyEvent
        package var command: Command

        package init(context: KeyContext, key: KeyEvent, command: Command) {
            self.context = context
            self.key = key
            self.command = command
        }
    }

    /// In the order of the table: the first key of a command is the one that hints show.
    package private(set) var bindings: [Binding]
    private var commands: [KeyContext: [KeyEvent: Command]] = [:]

    package init(_ bindings: [Binding]) {
        self.bindings = bindings
        for binding in bindings {
            commands[binding.context, default: [:]][binding.key] = binding.command
        }
    }

    /// What `key` does in `context`; nil when it is text or nothing.
    package func command(for key: KeyEvent, in context: KeyContext) -> Command? {
        if let command = commands[context]?[key] { return command }
        return context.fallsThrough ? commands[.anywhere]?[key] : nil
    }

    /// The keys of `command`, the preferred one first.
    package func keys(for command: Command, in context: KeyContext? = nil) -> [KeyEvent] {
        bindings.filter { $0.command == command && (context == nil || $0.context == context) }.map(\.key)
    }

    /// The preferred key as hints write it: "Ctrl+J", or "^J" when short; nil when the command has no key.
    package func hint(for command: Command, in context: KeyContext? = nil, isShort: Bool = false) -> String? {
        keys(for: command, in: context).first.map { isShort ? $0.shortName : $0.name }
    }
}
