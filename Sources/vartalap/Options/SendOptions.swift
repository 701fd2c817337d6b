import ArgumentParser

/// `--send` and what goes with it. Source: cli page, "Recommended surface".
struct SendOptions: ParsableArguments {
    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            "Send this text and exit; “-” sends what standard input holds.",
            discussion: "The text is taken as it is, also when it begins with a dash.", valueName: "text"))
    var send: String?

    @Flag(name: .customLong("send-lines"), help: "Send each line of standard input as a message, as they come.")
    var sendLines = false

    @Option(
        name: .customLong("to"), parsing: .singleValue,
        help: ArgumentHelp(
            "Whom to send to: a number, a contact's name, me, chat:ID or group:ID. May be repeated.", valueName: "who"))
    var recipients: [String] = []

    @Option(
        name: .customLong("to-group"), parsing: .singleValue,
        help: ArgumentHelp("A group to send to, by id or title. May be repeated.", valueName: "group"))
    var groups: [String] = []

    @Option(help: ArgumentHelp("The state to wait for (default: sent).", valueName: "state"))
    var wait: WaitState?

    @Flag(help: "Store the message and return; the outbox sends it later.")
    var queue = false

    @Option(
        name: .customLong("id"),
        help: ArgumentHelp(
            "The message's id, so that a repeated call does not send twice; with --send-lines “-” and the line's number "
                + "are added.", valueName: "id"))
    var identifier: String?

    /// What to wait for, `--queue` being another word for nothing.
    var target: WaitState { queue ? .none : wait ?? .sent }

    func validate() throws {
        guard isSending else { return }
        if send != nil, sendLines { throw ValidationError("--send-lines does not go with --send.") }
        if recipients.isEmpty, groups.isEmpty {
            throw ValidationError(
                "\(sendLines ? "--send-lines" : "--send") needs a recipient: --to WHO or --to-group GROUP.")
        }
        if queue, let wait, wait != .none {
            throw ValidationError("--queue does not wait, so it does not go with --wait \(wait.rawValue).")
        }
        if identifier != nil, recipients.count + groups.count > 1 {
            throw ValidationError("--id names one message, so it goes with one recipient.")
        }
    }

    /// Whether anything is to be sent.
    var isSending: Bool { send != nil || sendLines }

    /// The name of an option that means nothing without `--send`, if one was given.
    ///
    /// - Parameter allowed: one that the subcommand gives a meaning of its own.
    func stray(allowing allowed: String? = nil) -> String? {
        let given = [
            ("--to", !recipients.isEmpty), ("--to-group", !groups.isEmpty), ("--wait", wait != nil),
            ("--queue", queue), ("--id", identifier != nil),
        ]
        return given.first { $0.1 && $0.0 != allowed }?.0
    }
}

/// What `--wait` waits for.
nonisolated enum WaitState: String, CaseIterable, ExpressibleByArgument, Sendable {
    case none
    case sent
    case delivered
    case read
}
