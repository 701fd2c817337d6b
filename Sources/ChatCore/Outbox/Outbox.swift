package import ChatModel

/// Decides what leaves the outbox and when, so that every rule of order and retry can be tested as a table of events.
///
/// The rows themselves stay in the store; this machine holds only their keys and what is under way on the present
/// link. Per conversation messages go strictly first in, first out with one in flight; conversations go in parallel, up to
/// `Limits.window` unacknowledged messages a link. Source: delivery page, "Order" and "Retry".
///
/// Times are the client's uptime (see `Uptime`), so a jump of the wall clock moves nothing.
package struct Outbox: Sendable {
    /// The key of one stored outbox row.
    package struct Entry: Hashable, Sendable {
        /// Rows are numbered in the order of enqueueing.
        package var row: Int64
        /// The message's id, or the group operation's.
        package var messageID: MessageID
        package var conversation: ConversationID
        /// Whether the row is a group operation, which `finished` ends and nothing else: it is no frame, so the link is
        /// never doubted for its sake, and the window is not for it.
        package var isGroupOperation: Bool

        package init(
            row: Int64, messageID: MessageID, conversation: ConversationID, isGroupOperation: Bool = false
        ) {
            self.row = row
            self.messageID = messageID
            self.conversation = conversation
            self.isGroupOperation = isGroupOperation
        }
    }

    /// How long to wait for what.
    package struct Limits: Hashable, Sendable {
        /// Unacknowledged messages a link, over all conversations.
        package var window = 32
        /// From handing a message over until the link is doubted.
        package var acknowledgementTimeout: Duration = .seconds(10)
        /// From the proof that the link lives until the message is sent again.
        package var resendDelay: Duration = .seconds(30)
        /// A link that ends this soon after a message was written to it may have ended because of it.
        package var blameWithin: Duration = .seconds(2)
        /// So many links that a message seems to have ended are enough. Source: reliability page, 2.5, "poison".
        package var strikes = 3

        package init() {}
    }

    package enum Event: Hashable, Sendable {
        /// These rows wait in the store; rows already known are ignored.
        case found([Entry])
        /// These are all the rows that wait in the store: others are forgotten.
        case inventory([Entry])
        case linkUp
        case linkDown
        /// The link ended by itself; `isProtocolError` when the server gave a close code that blames a frame of ours.
        case linkLost(isProtocolError: Bool)
        /// The server took it; ids that are not in flight on this link are ignored, for they may be forged.
        case acknowledged(MessageID)
        /// A receipt moved the message and removed its row: it needs no acknowledgement any more.
        case confirmed(MessageID, ConversationID)
        /// This message cannot be sent, and sending it again would not help.
        case refused(row: Int64, reason: String)
        /// The row is no longer there, or no longer queued.
        case gone(row: Int64)
        /// The store has recorded the outcome of a group operation, after which its conversation is called so.
        case finished(row: Int64, conversation: ConversationID)
        /// The store has recorded the acknowledgement or the parking of this row (or failed to: it is found again).
        case settled(row: Int64)
        /// The link answered after it was doubted.
        case probeAnswered
        /// The user wants everything tried at once.
        case retryNow
        /// Time has passed.
        case tick
    }

    package enum Action: Hashable, Sendable {
        case transmit(Entry)
        /// Record in the store that the server took it.
        case acknowledge(Entry)
        case park(Entry, reason: String)
        /// Count that the link ended right after this message, with nothing else under way; `refused` when it is enough.
        case strike(Entry)
        /// Find out whether the link lives; answered by `probeAnswered`, or the link ends.
        case probe
    }

    /// How far a transmitted message has come on this link.
    private enum Phase: Hashable, Sendable {
        case unacknowledged(until: Duration)
        case doubted
        case silent(until: Duration)
        /// Somebody is at work on it, and will say when it is finished.
        case underWay

        var deadline: Duration? {
            switch self {
            case .unacknowledged(let until), .silent(let until): until
            case .doubted, .underWay: nil
            }
        }
    }

    private struct Flight: Hashable, Sendable {
        var entry: Entry
        var phase: Phase
        var launched: Duration
    }

    private let limits: Limits
    private var isLinkUp = false
    private var waiting: [ConversationID: EntryQueue] = [:]
    private var ready = ReadyList()
    private var readyOperations = ReadyList()
    /// At most one entry of each conversation.
    private var flights: [ConversationID: Flight] = [:]
    /// Rows whose fate is decided but not yet recorded; a stale list from the store must not revive them.
    private var settling: Set<Int64> = []
    /// Rows of which one may have ended the link: until they are through, one message is in flight at a time.
    private var suspects: Set<Int64> = []
    private var waitingCount = 0

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Rows known to wait or to be in flight.
    package var count: Int { waitingCount + flights.count }
    /// Messages handed to this link without an answer so far.
    package var inFlightCount: Int { flights.values.count { !$0.entry.isGroupOperation } }
    /// More waits than the link may carry: what goes behind messages has to wait.
    package var isSaturated: Bool { waitingCount > 0 && inFlightCount >= limits.window }
    /// The rows of messages in flight.
    package var flightRows: Set<Int64> { Set(messageFlights.map(\.entry.row)) }
    private var messageFlights: [Flight] { flights.values.filter { !$0.entry.isGroupOperation } }
    /// Rows decided but not yet recorded.
    package var settlingCount: Int { settling.count }
    /// When `tick` is due; nil when only events can change anything.
    package var nextDeadline: Duration? { flights.values.compactMap(\.phase.deadline).min() }

    /// Whether the message has just been handed over and its answer is awaited.
    package func isAwaited(_ id: MessageID, in conversation: ConversationID) -> Bool {
        guard let flight = flights[conversation], flight.entry.messageID == id else { return false }
        if case .unacknowledged = flight.phase { return true }
        return false
    }

    /// Whether a message of this id is in flight, in whatever conversation.
    package func isInFlight(_ id: MessageID) -> Bool {
        flights.values.contains { $0.entry.messageID == id }
    }

    /// Whether nothing of the conversation waits behind what is in flight.
    func isIdle(_ conversation: ConversationID) -> Bool { waiting[conversation]?.isEmpty ?? true }

    /// Whether the row waits or is in flight.
    func isKnown(row: Int64, in conversation: ConversationID) -> Bool {
        flights[conversation]?.entry.row == row || waiting[conversation]?.contains(row: row) == true
    }

    /// The messages of the conversation that go next, up to the first group operation.
    func upcoming(in conversation: ConversationID, limit: Int) -> ArraySlice<Entry> {
        (waiting[conversation]?.prefix(limit) ?? []).prefix { !$0.isGroupOperation }
    }

    /// While something is suspected of ending links, one message at a time is put to the proof; one that the server is
    /// silent about has passed it.
    private var hasRoom: Bool {
        guard inFlightCount < limits.window else { return false }
        guard !suspects.isEmpty else { return true }
        return !flights.values.contains { flight in
            if case .unacknowledged = flight.phase { true } else { false }
        }
    }

    /// Takes note of `event` and says what to do now, in this order.
    package mutating func handle(_ event: Event, now: Duration) -> [Action] {
        switch event {
        case .found(let entries):
            for entry in entries { add(entry) }
        case .inventory(let entries):
            let rows = Set(entries.map(\.row))
            forget(allBut: rows)
            suspects.formIntersection(rows.union(flightRows))
            for entry in entries { add(entry) }
        case .linkUp:
            isLinkUp = true
        case .linkDown:
            isLinkUp = false
            requeueAll()
        case .linkLost(let isProtocolError):
            isLinkUp = false
            return blame(isProtocolError: isProtocolError, now: now)
        case .acknowledged(let id):
            guard let entry = land(where: { $0.entry.messageID == id && !$0.entry.isGroupOperation }) else { return [] }
            settling.insert(entry.row)
            return [.acknowledge(entry)] + transmissions(now: now)
        case .confirmed(let id, let conversation):
            confirm(id, in: conversation)
        case .refused(let row, let reason):
            guard let entry = land(where: { $0.entry.row == row }) ?? withdraw(row: row) else { return [] }
            settling.insert(entry.row)
            return [.park(entry, reason: reason)] + transmissions(now: now)
        case .gone(let row):
            remove(row: row)
        case .finished(let row, let conversation):
            finish(row: row, conversation: conversation)
        case .settled(let row):
            settling.remove(row)
        case .probeAnswered:
            believe(now: now)
        case .retryNow:
            return resend(now: now) { phase in if case .silent = phase { true } else { false } }
        case .tick:
            return overdue(now: now)
        }
        return transmissions(now: now)
    }
}

// MARK: - Waiting rows

extension Outbox {
    private mutating func add(_ entry: Entry) {
        guard !settling.contains(entry.row), flights[entry.conversation]?.entry.row != entry.row else { return }
        if waiting[entry.conversation, default: EntryQueue()].insert(entry) { waitingCount += 1 }
        expose(entry.conversation)
    }

    /// Lists the conversation's next message as ready when nothing of the conversation is in flight.
    private mutating func expose(_ conversation: ConversationID) {
        guard flights[conversation] == nil, let head = waiting[conversation]?.first else { return }
        if head.isGroupOperation { readyOperations.insert(head) } else { ready.insert(head) }
    }

    private mutating func removeWaiting(in conversation: ConversationID, where matches: (Entry) -> Bool) {
        guard let removed = waiting[conversation]?.removeAll(where: matches), removed > 0 else { return }
        waitingCount -= removed
        if waiting[conversation]?.isEmpty == true { waiting[conversation] = nil }
        expose(conversation)
    }

    private mutating func forget(allBut rows: Set<Int64>) {
        for conversation in Array(waiting.keys) {
            removeWaiting(in: conversation) { !rows.contains($0.row) }
        }
    }

    private mutating func confirm(_ id: MessageID, in conversation: ConversationID) {
        if land(where: { $0.entry.messageID == id && $0.entry.conversation == conversation }) != nil { return }
        removeWaiting(in: conversation) { $0.messageID == id }
    }

    /// Ends a group operation; what waits behind it goes on in the conversation as it is called now.
    private mutating func finish(row: Int64, conversation: ConversationID) {
        guard let old = flights.values.first(where: { $0.entry.row == row })?.entry.conversation else {
            return remove(row: row)
        }
        flights[old] = nil
        guard old != conversation, var queue = waiting.removeValue(forKey: old) else { return expose(old) }
        while var entry = queue.popFirst() {
            waitingCount -= 1
            entry.conversation = conversation
            add(entry)
        }
    }

    private mutating func remove(row: Int64) {
        if land(where: { $0.entry.row == row }) != nil { return }
        _ = withdraw(row: row)
    }

    /// Takes a waiting row out of the queue.
    private mutating func withdraw(row: Int64) -> Entry? {
        guard let (conversation, queue) = waiting.first(where: { $0.value.contains(row: row) }),
            let entry = queue.entry(row: row)
        else { return nil }
        suspects.remove(row)
        removeWaiting(in: conversation) { $0.row == row }
        return entry
    }
}

// MARK: - Messages in flight

extension Outbox {
    /// Takes the matching message out of the air, so that the next of its conversation may go.
    private mutating func land(where matches: (Flight) -> Bool) -> Entry? {
        guard let entry = flights.values.first(where: matches)?.entry else { return nil }
        flights[entry.conversation] = nil
        suspects.remove(entry.row)
        expose(entry.conversation)
        return entry
    }

    /// Finds out which message ends links: first all that were in flight are suspected, then, sent one at a time, the one.
    private mutating func blame(isProtocolError: Bool, now: Duration) -> [Action] {
        let isSuspicious =
            isProtocolError || messageFlights.contains { now - $0.launched < limits.blameWithin }
        var actions: [Action] = []
        if isSuspicious {
            suspects.formUnion(flightRows)
            if messageFlights.count == 1 { actions += messageFlights.map { .strike($0.entry) } }
        }
        requeueAll()
        return actions
    }

    private mutating func requeueAll() {
        let entries = flights.values.map(\.entry)
        flights = [:]
        for entry in entries { add(entry) }
    }

    /// Fills the window with the heads of idle conversations, the longest waiting first. Two messages of one id (it
    /// may be chosen by scripts) are not in flight at once, since an acknowledgement names only the id.
    private mutating func transmissions(now: Duration) -> [Action] {
        guard isLinkUp else { return [] }
        var actions: [Action] = []
        var postponed: [Entry] = []
        while let entry = readyOperations.popFirst() {
            if let action = launch(next: entry, now: now) { actions.append(action) }
        }
        while hasRoom, let entry = ready.popFirst() {
            if flights.values.contains(where: { $0.entry.messageID == entry.messageID }) {
                postponed.append(entry)
                continue
            }
            guard let action = launch(next: entry, now: now) else { continue }
            actions.append(action)
        }
        for entry in postponed { ready.insert(entry) }
        return actions
    }

    /// Launches an entry if it is the next of its conversation and that has nothing in flight.
    private mutating func launch(next entry: Entry, now: Duration) -> Action? {
        guard flights[entry.conversation] == nil, waiting[entry.conversation]?.first == entry else { return nil }
        _ = waiting[entry.conversation]?.popFirst()
        waitingCount -= 1
        if waiting[entry.conversation]?.isEmpty == true { waiting[entry.conversation] = nil }
        return launch(entry, now: now)
    }

    private mutating func launch(_ entry: Entry, now: Duration) -> Action {
        let phase: Phase =
            entry.isGroupOperation ? .underWay : .unacknowledged(until: now + limits.acknowledgementTimeout)
        flights[entry.conversation] = Flight(entry: entry, phase: phase, launched: now)
        return .transmit(entry)
    }

    /// Doubts the link for messages without an answer, once for all of them, and sends again what has stayed silent.
    private mutating func overdue(now: Duration) -> [Action] {
        var isDoubtful = false
        for (conversation, flight) in flights {
            guard case .unacknowledged(let until) = flight.phase, until <= now else { continue }
            flights[conversation]?.phase = .doubted
            isDoubtful = true
        }
        let resent = resend(now: now) { phase in
            if case .silent(let until) = phase { until <= now } else { false }
        }
        return (isDoubtful ? [.probe] : []) + resent
    }

    private mutating func resend(now: Duration, where matches: (Phase) -> Bool) -> [Action] {
        let entries = flights.values.filter { matches($0.phase) }.map(\.entry)
        return entries.sorted { $0.row < $1.row }.map { launch($0, now: now) }
    }

    /// The link lives, so whatever is in flight has not ended it.
    private mutating func believe(now: Duration) {
        suspects.subtract(flightRows)
        for (conversation, flight) in flights where flight.phase == .doubted {
            flights[conversation]?.phase = .silent(until: now + limits.resendDelay)
        }
    }
}
