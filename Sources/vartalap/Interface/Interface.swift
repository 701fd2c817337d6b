import ChatCore
import ChatModel
import ChatStore
import ChatUI
import ChatWire
import CursesTerminal
import Terminal

/// Opens the interface on an account: terminal, store, client and clock are tied together here and untied at the end.
enum Interface {
    /// Runs until the user quits or the process is asked to end; the terminal is given back on every way out.
    ///
    /// - Throws: `CommandEnded` after a signal.
    static func run(assembly: Assembly, theme: Theme) async throws {
        let client = try assembly.client()
        let design = try assembly.design()
        let screen = try CursesScreen.start(
            isMono: theme.name == "mono",
            crashNote: "vartalap crashed. Nothing that was sent is lost; the log is \(assembly.logPath)\n")
        let notices = screen.notices.map(\.message)
        let wasTerminated = await run(
            assembly: assembly, client: client, design: design, theme: theme, screen: screen, notices: notices)
        // What the terminal lacked was in the status line; here it stays readable.
        for notice in notices { Output.complain(notice) }
        if wasTerminated { throw CommandEnded(status: .terminated) }
    }

    /// - Returns: whether a signal ended it.
    private static func run(
        assembly: Assembly, client: ChatClient, design: ServerDesign, theme: Theme, screen: CursesScreen,
        notices: [String]
    ) async -> Bool {
        let queue = EventQueue()
        for notice in notices + assembly.notices { queue.post(.notice(notice)) }
        let link = AccountLink(assembly: assembly, client: client, purpose: .interface) { [queue] event in
            if let event = AppEvent(event) { queue.post(event) }
        }
        let performer = EffectPerformer(
            assembly: assembly, client: client, link: link, design: design, queue: queue, screen: screen)
        let state = AppState(account: assembly.account, profile: assembly.profile, size: screen.size)
        let runner = AppRunner(state: state, theme: theme, screen: screen, queue: queue, performer: performer)
        let feeds = Feeds(assembly: assembly, link: link, queue: queue, screen: screen) {
            await runner.firstPaint()
        }

        let performing = Task { await performer.run() }
        let feeding = Task { await feeds.run() }
        await runner.run()
        feeding.cancel()
        performer.finish()
        await performing.value
        screen.stop()
        // An orderly goodbye to the server is polite, not necessary: a server that does not answer holds nobody up.
        await feeding.end(within: .seconds(2))
        return feeds.wasTerminated
    }
}

extension AppEvent {
    /// What the link tells, as far as the interface shows it.
    fileprivate init?(_ event: ClientEvent) {
        switch event {
        case .connection(let state): self = .connection(state)
        case .typing(let user, let conversation, let isTyping): self = .typing(user, conversation, isTyping: isTyping)
        case .heard(let time): self = .heard(time)
        case .contactSync(let progress): self = .contactSync(asked: progress.asked, total: progress.total)
        case .synchronized(let time): self = .synchronized(time)
        // Of the link and its troubles the connection's state tells.
        case .trouble(.store(let error)) where error != .notOwner: self = .failed(error.message)
        default: return nil
        }
    }
}
