import ChatModel

/// How the delivery state of an own message is written: never by colour alone.
struct StateWording: Hashable {
    var connection: ConnectionState = .offline

    /// The word of a message: `sent ?` when nobody has confirmed it and nothing more is done about it.
    func word(_ message: Message, _ state: DeliveryState, clock: WallClock) -> String {
        message.isUnconfirmed ? "sent ?" : word(state, clock: clock)
    }

    func mark(_ message: Message, _ state: DeliveryState) -> String {
        message.isUnconfirmed ? ">?" : mark(state)
    }

    /// A word where there is room: "sent", "dlvd", "read", "queued", "retry 8s", "parked".
    func word(_ state: DeliveryState, clock: WallClock) -> String {
        switch state {
        case .queued: retry(clock) ?? "queued"
        case .sent: "sent"
        case .delivered: "dlvd"
        case .read: "read"
        case .parked: "parked"
        }
    }

    /// One or two signs where there is none.
    func mark(_ state: DeliveryState) -> String {
        switch state {
        case .queued: "."
        case .sent: ">"
        case .delivered: ">>"
        case .read: "\u{BB}"
        case .parked: "!"
        }
    }

    func role(_ state: DeliveryState) -> Role {
        switch state {
        case .queued: isRetrying ? .msgStateRetry : .msgStateQueued
        case .sent: .msgStateSent
        case .delivered: .msgStateDelivered
        case .read: .msgStateRead
        case .parked: .msgStateFailed
        }
    }

    private var isRetrying: Bool {
        if case .waiting = connection { true } else { false }
    }

    private func retry(_ clock: WallClock) -> String? {
        guard case .waiting(_, let retryAt, _) = connection else { return nil }
        let seconds = clock.seconds(until: retryAt)
        switch seconds {
        case 0: return "retry"
        case 1..<100: return "retry \(seconds)s"
        default: return "retry \(min(99, seconds / 60))m"
        }
    }
}
