package import ChatModel
package import ChatStore

/// Decides which messages that the server took are sent again because nobody confirmed them, and when.
///
/// Real servers lose messages after accepting them, so the peer's delivered receipt is the only proof. A message without
/// one is sent again, under its old id, when (1) the link was lost so soon after it was written that it may have been in
/// it, on designs without acknowledgements whenever the link was lost; (2) its receiver has been heard from since, and
/// some time has passed for a receipt to come; (3) the user asks. The gaps grow, and after the last one it stays "sent,
/// not confirmed". A receiver of whom no receipt was ever heard gets rule 1 once, and rule 2 for the oldest messages.
/// What one member of a group has confirmed is not sent again, since that would reach all of them.
/// Source: delivery page, "Receipt-driven repair"; docs/decisions/0010.
///
/// Times are the wall clock's, because gaps outlive the process. A message that was written in the future shows that the
/// clock was set back, and its gap counts as over. Source: reliability page, 2.10.
package struct Repair: Sendable {
    package struct Limits: Hashable, Sendable {
        /// The least time between two writings of a message, one after the other; as many repairs as gaps.
        package var gaps: [Duration] = [
            .seconds(60), .seconds(600), .seconds(7_200), .seconds(86_400), .seconds(3 * 86_400),
        ]
        /// What was written within this time before the link was lost may have been lost with it.
        package var riskyFor: Duration = .seconds(60)
        /// From hearing of a receiver until its receipt counts as missing.
        package var receiptWithin: Duration = .seconds(30)
        /// Messages sent again at once, and the pause before the next ones: new messages come first.
        package var burst = 16
        package var pause: Duration = .seconds(1)
        /// The first receipts of a receiver may have been lost like the messages. Of a conversation in which none was ever
        /// heard so many messages, the oldest, are repaired by rule 2 all the same; the first receipt makes the others
        /// due. Source: docs/decisions/0010.
        package var probes = 3
        /// A receiver that has never sent a receipt may begin to; older messages than this are not repaired then, nor
        /// more of a conversation than that.
        package var hopeFor: Duration = .seconds(7 * 86_400)
        package var hopefulMessages = 1_000

        package init() {}
    }

    package enum Event: Hashable, Sendable {
        /// What the store watches, and who may confirm messages of those conversations.
        case watch([WatchedMessage])
        case confirmers(ConversationID, [Confirmer])
        /// Others than before may be members of this group.
        case membersChanged(ConversationID)
        /// Somebody confirmed the message, or it is gone.
        case confirmed(MessageID, ConversationID)
        /// Something came from somebody.
        case heard(UserID)
        /// A receipt for a message of ours came from somebody.
        case heardReceipt(UserID)
        case linkUp
        /// The link ended; `isLost` unless we closed it and the server agreed.
        case linkDown(isLost: Bool)
        /// Time has passed.
        case tick
    }

    package enum Action: Hashable, Sendable {
        /// Find out who may confirm messages of this conversation; answered by `confirmers`.
        case ask(ConversationID)
        /// Count the repair, then write the message. `isLast`: watch it no longer.
        case resend(WatchedMessage, isLast: Bool)
        /// Watch these no longer.
        case giveUp([WatchedMessage])
        /// Record that the link has ended, and that what was written since then may be lost; nil for nothing.
        case recordLinkEnd(losingWrittenSince: Timestamp?)
    }

    private let limits: Limits
    private let capabilities: Capabilities
    private var isLinkUp = false
    private var threads: [ConversationID: RepairThread] = [:]
    /// The conversations that a user confirms messages of.
    private var conversations: [UserID: Set<ConversationID>] = [:]
    /// When a conversation has to be looked at.
    private var alarms: [ConversationID: Timestamp] = [:]

    /// What a design lets us know, as far as repair depends on it.
    package struct Capabilities: Hashable, Sendable {
        /// The server acknowledges; without, every link that ends may take with it whatever was written to it.
        package var acknowledges: Bool
        /// Receipts reach the author.
        package var carriesReceipts: Bool

        package init(acknowledges: Bool, carriesReceipts: Bool) {
            self.acknowledges = acknowledges
            self.carriesReceipts = carriesReceipts
        }
    }

    package init(_ capabilities: Capabilities, limits: Limits = Limits()) {
        self.capabilities = capabilities
        self.limits = limits
    }

    /// Whether hearing from this user may change anything.
    package func expects(_ user: UserID) -> Bool { conversations[user] != nil }
    /// Messages that are watched.
    package var count: Int { threads.values.reduce(0) { $0 + $1.messages.count } }
    /// When `tick` is due; nil when only events can change anything.
    package var nextDeadline: Timestamp? { isLinkUp ? alarms.values.min() : nil }

    /// Takes note of `event` and says what to do now, in this order.
    package mutating func handle(_ event: Event, now: Timestamp) -> [Action] {
        switch event {
        case .watch(let messages):
            return watch(messages, now: now)
        case .confirmers(let conversation, let confirmers):
            meet(confirmers, of: conversation, now: now)
        case .membersChanged(let conversation):
            return threads[conversation] == nil ? [] : [.ask(conversation)]
        case .confirmed(let id, let conversation):
            threads[conversation]?.remove { $0.messageID == id }
            forgetIfEmpty(conversation)
        case .heard(let user):
            hear(user, isReceipt: false, now: now)
        case .heardReceipt(let user):
            hear(user, isReceipt: true, now: now)
        case .linkUp:
            isLinkUp = true
            for conversation in threads.keys { alarms[conversation] = now }
            // Members may have changed.
            return threads.filter { $0.value.confirmers != nil }.keys.sorted { $0.rawValue < $1.rawValue }
                .map { .ask($0) }
        case .linkDown(let isLost):
            isLinkUp = false
            return loseLink(isLost: isLost, now: now)
        case .tick:
            return isLinkUp ? tick(now: now) : []
        }
        return []
    }
}

// MARK: - What is watched

extension Repair {
    private mutating func watch(_ messages: [WatchedMessage], now: Timestamp) -> [Action] {
        var unknown: [ConversationID] = []
        for message in messages {
            if threads[message.conversation] == nil {
                threads[message.conversation] = RepairThread()
                unknown.append(message.conversation)
            }
            threads[message.conversation]?.insert(message)
            if message.isAsked || message.link == .lost { ring(message.conversation, at: now) }
        }
        return unknown.map { .ask($0) }
    }

    private mutating func meet(_ confirmers: [Confirmer], of conversation: ConversationID, now: Timestamp) {
        guard threads[conversation] != nil else { return }
        threads[conversation]?.meet(confirmers, now: now)
        for confirmer in confirmers { conversations[confirmer.user, default: []].insert(conversation) }
        ring(conversation, at: now)
    }

    private mutating func forgetIfEmpty(_ conversation: ConversationID) {
        guard let thread = threads[conversation], thread.messages.isEmpty else { return }
        threads[conversation] = nil
        alarms[conversation] = nil
        for confirmer in thread.confirmers ?? [] {
            conversations[confirmer.user]?.remove(conversation)
            if conversations[confirmer.user]?.isEmpty == true { conversations[confirmer.user] = nil }
        }
    }

    private mutating func hear(_ user: UserID, isReceipt: Bool, now: Timestamp) {
        for conversation in conversations[user] ?? [] {
            if threads[conversation]?.hear(user, isReceipt: isReceipt, at: now) == true {
                ring(conversation, at: now.advanced(by: limits.receiptWithin))
            }
        }
    }

    /// Has the conversation looked at by then, or sooner if that was agreed already.
    private mutating func ring(_ conversation: ConversationID, at time: Timestamp) {
        alarms[conversation] = min(alarms[conversation] ?? time, time)
    }

    private mutating func loseLink(isLost: Bool, now: Timestamp) -> [Action] {
        let since: Timestamp? =
            if !capabilities.acknowledges {
                Timestamp(milliseconds: .min)
            } else if isLost {
                now.advanced(by: .zero - limits.riskyFor)
            } else {
                nil
            }
        for conversation in threads.keys { threads[conversation]?.loseLink(since: since) }
        return [.recordLinkEnd(losingWrittenSince: since)]
    }
}

// MARK: - What is due

extension Repair {
    private mutating func tick(now: Timestamp) -> [Action] {
        var actions: [Action] = []
        var room = limits.burst
        let due = alarms.filter { $0.value <= now }.keys.sorted { $0.rawValue < $1.rawValue }
        for conversation in due {
            alarms[conversation] = nil
            actions += turn(conversation, room: &room, now: now)
        }
        return actions
    }

    /// Looks at one conversation: what is due is sent again, in order, as far as there is room.
    private mutating func turn(_ conversation: ConversationID, room: inout Int, now: Timestamp) -> [Action] {
        guard var thread = threads[conversation], let confirmers = thread.confirmers else { return [] }
        let prospects = Prospects(confirmers, capabilities, limits)
        var actions: [Action] = []
        var next: Timestamp?
        let hopeless = thread.removeHopeless(prospects, now: now)
        if !hopeless.isEmpty { actions.append(.giveUp(hopeless)) }
        for (place, message) in thread.messages.enumerated() {
            let due = prospects.due(
                message, sign: thread.sign(of: message), isProbe: place < limits.probes, now: now)
            guard let due else { continue }
            guard due <= now else {
                next = min(next ?? due, due)
                continue
            }
            guard room > 0 else {
                next = now.advanced(by: limits.pause)
                break
            }
            room -= 1
            let isLast = prospects.isLast(message)
            actions.append(.resend(message, isLast: isLast))
            thread.resent(message, isLast: isLast, at: now)
        }
        // The gap after what has just been sent again ends later than all others, and needs a new reason.
        threads[conversation] = thread
        if let next { alarms[conversation] = next }
        forgetIfEmpty(conversation)
        return actions
    }
}

extension Timestamp {
    func advanced(by duration: Duration) -> Timestamp {
        advanced(byMilliseconds: duration.milliseconds)
    }
}
