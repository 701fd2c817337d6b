import ChatCore
import ChatModel
import ChatStore
import Logging

/// Runs the user's command for messages that are new in the store: at most one at a time and one a second, what came
/// meanwhile in one notification. Nothing waits for it, and what it cannot show is not kept.
final class Notifier {
    private let store: MessageStore
    private let command: NotificationCommand
    private let showsText: Bool
    private let log: Logger
    /// What no notification has told yet.
    private var pending: [ConversationID: Pending] = [:]
    private var worker: Task<Void, Never>?
    /// A command that fails is told of once, until it works again.
    private var isFailing = false

    private struct Pending {
        var count: Int
        var newest: Message
    }

    /// From the first message to the notification: a burst becomes one, and what is read on a screen at once becomes
    /// none.
    private static let delay = Duration.milliseconds(500)
    private static let pause = Duration.milliseconds(500)
    /// Messages that are older than this when they come are no news; milliseconds.
    private static let oldest: Int64 = 24 * 3_600_000

    /// nil when a process of this purpose shows none.
    init?(assembly: Assembly, purpose: AccountLink.Purpose) {
        guard let settings = NotificationSettings(assembly.configuration), settings.isMeant(for: purpose) else {
            return nil
        }
        store = assembly.store
        command = NotificationCommand(words: settings.command, hasMarkup: settings.hasMarkup)
        showsText = settings.showsText
        log = assembly.log
    }

    /// Takes note of messages that were just inserted; returns at once.
    func note(_ messages: [Message]) {
        let oldest = SystemClock.now().advanced(byMilliseconds: -Self.oldest)
        for message in messages where message.time > oldest && isNews(message) {
            let count = pending[message.conversation]?.count ?? 0
            pending[message.conversation] = Pending(count: count + 1, newest: message)
        }
        guard worker == nil, !pending.isEmpty else { return }
        worker = Task { await work() }
    }

    /// Ends the command that runs, if one does.
    func finish() async {
        worker?.cancel()
        await worker?.value
    }

    private func isNews(_ message: Message) -> Bool {
        if case .groupChange = message.body { return false }
        return !message.isOwn
    }

    private func work() async {
        let clock = ContinuousClock()
        while !pending.isEmpty {
            guard (try? await clock.sleep(for: Self.delay)) != nil else { break }
            let batch = pending
            pending = [:]
            let news = await news(in: batch)
            if !news.isEmpty { await show(NotificationText(news, showsText: showsText)) }
            guard (try? await clock.sleep(for: Self.pause)) != nil else { break }
        }
        worker = nil
    }

    private func show(_ text: NotificationText) async {
        let failure = await command.run(text)
        guard !Task.isCancelled else { return }
        if let failure, !isFailing {
            log.warning(
                "the notification command failed",
                metadata: ["command": "\(command.words.first ?? "")", "reason": "\(failure)"])
        }
        isFailing = failure != nil
    }

    /// What is worth telling: not what is muted, nor what was read meanwhile.
    private func news(in batch: [ConversationID: Pending]) async -> [NotificationText.News] {
        var news: [NotificationText.News] = []
        for (id, pending) in batch {
            guard let conversation = try? await store.conversation(id), (try? await store.isMuted(id)) == false else {
                continue
            }
            if let marker = try? await store.readMarker(of: id), marker >= pending.newest.position { continue }
            let sender = pending.newest.sender
            let names = (try? await store.names(of: [sender])) ?? [:]
            news.append(
                NotificationText.News(
                    conversation: conversation, count: pending.count, newest: pending.newest.body,
                    sender: names[sender] ?? sender.rawValue))
        }
        return news
    }
}
