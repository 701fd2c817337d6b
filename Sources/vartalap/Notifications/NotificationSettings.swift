/// What the configuration says about notifications: table `notifications` of the file.
nonisolated struct NotificationSettings: Equatable, Sendable {
    /// Which process shows them; of several it is the one that owns the connection, so each message is shown once.
    enum When: String, CaseIterable, Sendable {
        /// `vartalap agent`.
        case agent
        /// The agent, an open interface, or `receive`.
        case always
        case never
    }

    /// The command's words, with placeholders.
    var command: [String]
    var when: When
    /// Whether the text of a message is shown, or only that there is one.
    var showsText: Bool
    /// Whether the command takes `<`, `>` and `&` in the body for markup, as notification daemons do.
    var hasMarkup: Bool

    /// nil when there is nothing to run.
    init?(_ configuration: Configuration) {
        command = configuration.list(.notificationsCommand)
        guard !command.isEmpty else { return nil }
        when = configuration[.notificationsWhen].flatMap(When.init(rawValue:)) ?? .agent
        showsText = configuration[.notificationsShowText] != "false"
        hasMarkup = configuration[.notificationsMarkup] != "false"
    }

    /// Whether a process that owns the connection for `purpose` shows them.
    @MainActor
    func isMeant(for purpose: AccountLink.Purpose) -> Bool {
        switch purpose {
        case .agent: when != .never
        case .interface, .receive: when == .always
        case .demo, .groups, .send: false
        }
    }
}
