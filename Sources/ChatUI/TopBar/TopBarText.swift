import ChatModel
import Terminal

/// The words of the top bar: who, the link, the outbox, the time.
struct TopBarText {
    let state: AppState

    /// Whether the bar must be seen: no link, and messages may be waiting.
    var isAlarming: Bool {
        switch state.connection {
        case .waiting, .signedOut: true
        case .offline: queued > 0
        case .connecting, .online, .ownedElsewhere: false
        }
    }

    /// Everything that waits for the server, changes of groups as well.
    private var queued: Int { state.outboxWaiting + state.outboxGroupChanges }

    /// " vartalap  personal (+91..10)", with the server where there is room.
    var identity: String {
        let number = NumberText.brief(state.account.user.rawValue)
        let who = state.profile.map { "\($0) (\(number))" } ?? number
        return " vartalap  \(who)" + (state.size.columns >= 100 ? "  \(server)" : "")
    }

    /// "online   outbox 2   14:31 ".
    var status: String {
        let time = state.clock.time(state.clock.now)
        let parts = isAlarming ? [alarm, time] : [contacts ?? sync, link, outbox, time].compactMap(\.self)
        return parts.joined(separator: "   ") + " "
    }

    /// "o 2q 14:31 ", where a row is 40 columns.
    var shortStatus: String {
        let time = state.clock.time(state.clock.now)
        let queued = self.queued > 0 ? "\(self.queued)q " : ""
        return "\(shortLink) \(queued)\(time) "
    }

    private var link: String {
        switch state.connection {
        case .online: age.map { "online, heard \($0) ago" } ?? "online"
        case .connecting: "connecting"
        case .ownedElsewhere(let process): process.map { "through process \($0)" } ?? "through another window"
        case .offline, .waiting, .signedOut: "offline"
        }
    }

    /// How long ago the last frame came; nil where it is fresh and there is no room to say so.
    private var age: String? {
        guard let heard = state.lastHeard else { return nil }
        let isFresh = state.clock.now.milliseconds(since: heard) < 60_000
        return isFresh && state.size.columns < 100 ? nil : state.clock.age(since: heard)
    }

    /// "contacts 1,200 of 10,000".
    private var contacts: String? {
        state.sync.progress.map { "contacts \(NumberText.grouped($0.asked)) of \(NumberText.grouped($0.total))" }
    }

    private var sync: String? {
        guard state.size.columns >= 100, let last = state.sync.last else { return nil }
        return "sync \(state.clock.brief(last))"
    }

    private var outbox: String {
        let parked = state.outboxParked > 0 ? " (\(state.outboxParked) parked)" : ""
        return "outbox \(NumberText.grouped(queued))\(parked)"
    }

    /// "OFFLINE 3 min, 2 queued".
    private var alarm: String {
        var text: String
        switch state.connection {
        case .waiting(let since, _, _): text = "OFFLINE \(state.clock.age(since: since))"
        case .signedOut: text = "SIGNED OUT"
        default: text = "OFFLINE"
        }
        text += ", \(NumberText.grouped(queued)) queued"
        if case .waiting(_, let retryAt, _) = state.connection, state.size.columns >= 100 {
            let seconds = state.clock.seconds(until: retryAt)
            text += seconds > 0 ? ", retry in \(seconds) s" : ", retrying"
        }
        return text
    }

    private var shortLink: String {
        switch state.connection {
        case .online: "o"
        case .connecting: "~"
        case .ownedElsewhere: "="
        case .waiting(let since, _, _):
            "OFFLINE " + state.clock.age(since: since).filter { $0 != " " }.replacing("min", with: "m")
        case .offline: "OFFLINE"
        case .signedOut: "SIGNED OUT"
        }
    }

    private var server: String {
        let url = state.account.server
        return url.range(ofScheme: "://").map { String(url[$0...]) } ?? url
    }
}

extension String {
    /// Where the text after `separator` begins.
    fileprivate func range(ofScheme separator: String) -> String.Index? {
        firstRange(of: separator)?.upperBound
    }
}
