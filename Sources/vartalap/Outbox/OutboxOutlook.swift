import ChatModel
import ChatStore

/// Says in words what will become of a message or a change of a group that is not delivered yet.
nonisolated struct OutboxOutlook: Sendable {
    let owner: OwnerStatus

    func next(for item: OutboxItem) -> String {
        switch item.state {
        case .parked:
            return (item.parkReason ?? "Set aside.") + " Waits for you: outbox retry or cancel."
        case .sent:
            let again = item.attempts == 0 ? "" : " It was sent again \(times(item.attempts))."
            return "The server took it and nobody has confirmed it." + again
        case .queued, .delivered, .read:
            return handed(item.attempts) + outlook
        }
    }

    func next(for change: GroupOperation) -> String {
        handed(change.attempts) + outlook
    }

    private func handed(_ attempts: Int) -> String {
        attempts == 0 ? "" : "Handed over \(times(attempts)) without an answer. "
    }

    private var outlook: String {
        guard owner.holder != nil else { return "Is sent when vartalap runs and reaches the server." }
        switch owner.connection {
        case .online: return "Is being sent."
        case .waiting(_, let retryAt, let reason): return "\(reason) Next try: \(PlainText.time(retryAt))."
        case .signedOut: return "Waits until you log in again."
        case .offline, .connecting, .ownedElsewhere, nil: return "Is sent when the server is reached."
        }
    }

    private func times(_ count: Int) -> String {
        count == 1 ? "once" : "\(count) times"
    }
}
