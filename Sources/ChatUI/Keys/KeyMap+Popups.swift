import Terminal

/// The keys of what lies over the chat.
extension KeyMap {
    static let popups =
        table(
            .picker,
            [
                ("Enter", .open),
                ("Ctrl+G", .newGroup),
                ("Up", .up),
                ("Ctrl+P", .up),
                ("Down", .down),
                ("Ctrl+N", .down),
                ("PgUp", .pageUp),
                ("PgDn", .pageDown),
                ("Esc", .back),
                ("Ctrl+K", .back),
                ("Ctrl+C", .back),
                ("Left", .moveLeft),
                ("Right", .moveRight),
                ("Home", .moveLineStart),
                ("Ctrl+A", .moveLineStart),
                ("End", .moveLineEnd),
                ("Ctrl+E", .moveLineEnd),
                ("Backspace", .deleteBack),
                ("Delete", .deleteForward),
                ("Ctrl+W", .killWordBack),
                ("Ctrl+U", .killLineStart),
                ("Ctrl+L", .redraw),
                ("Ctrl+Q", .quit),
            ])
        + table(
            .help,
            [
                ("Up", .up),
                ("Down", .down),
                ("PgUp", .pageUp),
                ("PgDn", .pageDown),
                ("Home", .first),
                ("End", .last),
                ("Backspace", .deleteBack),
                ("Ctrl+U", .killLineStart),
                ("Esc", .back),
                ("F1", .back),
                ("Ctrl+C", .back),
                ("Ctrl+L", .redraw),
                ("Ctrl+Q", .quit),
            ])
        + table(
            .question,
            [
                ("Enter", .accept),
                ("y", .accept),
                ("Esc", .back),
                ("n", .back),
                ("Ctrl+C", .back),
                ("e", .edit),
                ("Ctrl+L", .redraw),
                ("Ctrl+Q", .quit),
            ])

    static let panels =
        table(
            .people,
            [
                ("Enter", .mark),
                ("Tab", .goOn),
                ("Up", .up),
                ("Ctrl+P", .up),
                ("Down", .down),
                ("Ctrl+N", .down),
                ("PgUp", .pageUp),
                ("PgDn", .pageDown),
                ("Esc", .back),
                ("Ctrl+C", .back),
                ("Left", .moveLeft),
                ("Right", .moveRight),
                ("Home", .moveLineStart),
                ("Ctrl+A", .moveLineStart),
                ("End", .moveLineEnd),
                ("Ctrl+E", .moveLineEnd),
                ("Backspace", .deleteBack),
                ("Delete", .deleteForward),
                ("Ctrl+W", .killWordBack),
                ("Ctrl+U", .killLineStart),
                ("Ctrl+L", .redraw),
                ("Ctrl+Q", .quit),
            ])
        + rows(in: .members)
        + table(
            .members,
            [
                ("Enter", .open),
                ("a", .add),
                ("d", .remove),
                ("l", .leave),
                ("e", .rename),
                ("Alt+I", .back),
            ])
        + rows(in: .outbox)
        + table(
            .outbox,
            [
                ("Enter", .open),
                ("r", .retry),
                ("R", .retryAll),
                ("x", .cancel),
                ("c", .cancel),
                ("Alt+O", .back),
            ])

    /// What every panel of rows understands.
    private static func rows(in context: KeyContext) -> [Binding] {
        table(
            context,
            [
                ("Up", .up),
                ("k", .up),
                ("Down", .down),
                ("j", .down),
                ("PgUp", .pageUp),
                ("PgDn", .pageDown),
                ("Home", .first),
                ("g", .first),
                ("End", .last),
                ("G", .last),
                ("Esc", .back),
                ("q", .back),
                ("Ctrl+C", .back),
                ("Ctrl+L", .redraw),
                ("Ctrl+Q", .quit),
            ])
    }
}
