import Terminal

extension KeyMap {
    /// The keys as they are shipped. Source: the interface's key map; keys that terminals take are not used.
    package static let standard = KeyMap(
        table(
            .anywhere,
            [
                ("Ctrl+K", .find),
                ("F1", .help),
                ("Alt+Down", .nextChat),
                ("Alt+Up", .previousChat),
                ("Alt+A", .nextUnread),
                ("Alt+1", .openNumbered),
                ("Alt+2", .openNumbered),
                ("Alt+3", .openNumbered),
                ("Alt+4", .openNumbered),
                ("Alt+5", .openNumbered),
                ("Alt+6", .openNumbered),
                ("Alt+7", .openNumbered),
                ("Alt+8", .openNumbered),
                ("Alt+9", .openNumbered),
                ("Alt+/", .lastChat),
                ("Alt+I", .members),
                ("Alt+O", .outbox),
                ("Tab", .focusNext),
                ("Shift+Tab", .focusPrevious),
                ("PgUp", .pageUp),
                ("PgDn", .pageDown),
                ("Ctrl+Home", .oldest),
                ("Ctrl+End", .newest),
                ("Ctrl+L", .redraw),
                ("Ctrl+C", .clear),
                ("Esc", .back),
                ("Ctrl+Q", .quit),
            ])
            + table(
                .box,
                [
                    ("Enter", .send),
                    ("Ctrl+J", .newline),
                    ("Alt+Enter", .newline),
                    ("Left", .moveLeft),
                    ("Right", .moveRight),
                    ("Ctrl+Left", .moveWordLeft),
                    ("Alt+B", .moveWordLeft),
                    ("Ctrl+Right", .moveWordRight),
                    ("Alt+F", .moveWordRight),
                    ("Home", .moveLineStart),
                    ("Ctrl+A", .moveLineStart),
                    ("End", .moveLineEnd),
                    ("Ctrl+E", .moveLineEnd),
                    ("Up", .moveUp),
                    ("Down", .moveDown),
                    ("Ctrl+Up", .olderText),
                    ("Ctrl+Down", .newerText),
                    ("Backspace", .deleteBack),
                    ("Ctrl+H", .deleteBack),
                    ("Delete", .deleteForward),
                    ("Ctrl+D", .deleteForward),
                    ("Ctrl+W", .killWordBack),
                    ("Alt+Backspace", .killWordBack),
                    ("Alt+D", .killWordForward),
                    ("Ctrl+U", .killLineStart),
                    ("Ctrl+Y", .yank),
                    ("Ctrl+_", .undo),
                ])
            + table(
                .list,
                [
                    ("Up", .up),
                    ("Down", .down),
                    ("Home", .first),
                    ("End", .last),
                    ("Enter", .open),
                    ("/", .filter),
                    ("Backspace", .deleteBack),
                    ("Ctrl+W", .killWordBack),
                    ("Ctrl+U", .killLineStart),
                ])
            + table(
                .messages,
                [
                    ("Up", .up),
                    ("k", .up),
                    ("Down", .down),
                    ("j", .down),
                    ("Home", .oldest),
                    ("g", .oldest),
                    ("End", .newest),
                    ("G", .newest),
                    ("R", .retry),
                    ("c", .cancel),
                    ("?", .help),
                    ("i", .back),
                    ("Enter", .back),
                ]) + popups + panels)

    /// The rows of one context. A row whose key has no such name does nothing; a test looks for those.
    static func table(_ context: KeyContext, _ rows: [(String, Command)]) -> [Binding] {
        rows.compactMap { name, command in
            let key = KeyEvent(name: name)
            assert(key != nil, "No key is called \(name)")
            return key.map { Binding(context: context, key: $0, command: command) }
        }
    }
}
