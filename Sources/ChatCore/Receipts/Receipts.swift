package import ChatModel
package import ChatStore

/// Decides when receipts leave: gathered for a moment, a few frames at a time, removed from the store only when the
/// server took them. Source: delivery page, "Receiving"; reliability page, 2.8.
///
/// The receipts stay in the store; those that were in the air when the link broke are read from there again.
/// Times are the client's uptime.
package struct Receipts: Sendable {
    package struct Limits: Hashable, Sendable {
        /// How long receipts are gathered before they are sent, so that a burst of messages makes one frame.
        package var gathering: Duration = .milliseconds(200)
        package var acknowledgementTimeout: Duration = .seconds(10)
        /// The pause after a batch that was not wholly acknowledged.
        package var retryDelay: Duration = .seconds(30)
        /// Receipts (each of up to 100 ids) sent at once.
        package var batchSize = 8

        package init() {}
    }

    package enum Event: Hashable, Sendable {
        case linkUp
        case linkDown
        /// The store may hold receipts.
        case stirred
        /// What the store holds, oldest first, each with the id that its frame shall have.
        case fetched([Outgoing])
        case acknowledged(MessageID)
        case tick
    }

    package enum Action: Hashable, Sendable {
        /// Read up to `limit` receipts from the store; answered by `fetched`.
        case fetch(limit: Int)
        case transmit(Outgoing)
        /// The server took these: remove them from the store.
        case remove([PendingReceipt])
    }

    /// A receipt with the id of its frame, which the acknowledgement names.
    package struct Outgoing: Hashable, Sendable {
        package var id: MessageID
        package var receipt: PendingReceipt

        package init(id: MessageID, receipt: PendingReceipt) {
            self.id = id
            self.receipt = receipt
        }
    }

    private enum Phase: Hashable, Sendable {
        case idle
        /// Waiting for company, or for the pause after a failure to end.
        case gathering(until: Duration)
        case fetching
        case sent(until: Duration, isFull: Bool)
    }

    private let limits: Limits
    private var isLinkUp = false
    private var phase: Phase = .idle
    private var unacknowledged: [Outgoing] = []
    private var taken: [PendingReceipt] = []
    /// Something stirred while a batch was under way.
    private var isStirred = false

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// When `tick` is due.
    package var nextDeadline: Duration? {
        switch phase {
        case .idle, .fetching: nil
        case .gathering(let until), .sent(let until, _): until
        }
    }

    package mutating func handle(_ event: Event, now: Duration) -> [Action] {
        switch event {
        case .linkUp:
            isLinkUp = true
            gather(now: now)
            return []
        case .linkDown:
            // What was acknowledged but not yet removed is sent once more, which is harmless.
            self = Receipts(limits: limits)
            return []
        case .stirred:
            isStirred = true
            if phase == .idle { gather(now: now) }
            return []
        case .fetched(let receipts):
            guard phase == .fetching else { return [] }
            return send(receipts, now: now)
        case .acknowledged(let id):
            guard let index = unacknowledged.firstIndex(where: { $0.id == id }) else { return [] }
            taken.append(unacknowledged.remove(at: index).receipt)
            return unacknowledged.isEmpty ? finish(now: now) : []
        case .tick:
            return tick(now: now)
        }
    }

    private mutating func gather(now: Duration) {
        guard isLinkUp else { return }
        phase = .gathering(until: now + limits.gathering)
    }

    private mutating func send(_ receipts: [Outgoing], now: Duration) -> [Action] {
        guard !receipts.isEmpty else {
            phase = .idle
            if isStirred { gather(now: now) }
            return []
        }
        unacknowledged = receipts
        let until = now + limits.acknowledgementTimeout
        phase = .sent(until: until, isFull: receipts.count >= limits.batchSize)
        return receipts.map { .transmit($0) }
    }

    private mutating func tick(now: Duration) -> [Action] {
        switch phase {
        case .gathering(let until) where until <= now: fetch()
        case .sent(let until, _) where until <= now: finish(now: now)
        default: []
        }
    }

    private mutating func fetch() -> [Action] {
        phase = .fetching
        isStirred = false
        return [.fetch(limit: limits.batchSize)]
    }

    /// Ends a batch: goes on at once when there may be more, after a pause when the server was silent.
    private mutating func finish(now: Duration) -> [Action] {
        guard case .sent(_, let isFull) = phase else { return [] }
        let actions: [Action] = taken.isEmpty ? [] : [.remove(taken)]
        taken = []
        guard unacknowledged.isEmpty else {
            unacknowledged = []
            phase = .gathering(until: now + limits.retryDelay)
            return actions
        }
        if isFull { return actions + fetch() }
        phase = .idle
        if isStirred { gather(now: now) }
        return actions
    }
}
