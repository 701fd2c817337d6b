import ChatModel

/// Compares what was asked with what the stores hold. Pure: every rule is tested by a planted violation.
package enum Checker {
    /// How much a design lets us promise. Source: delivery page, "What each design can promise".
    package struct Promise: Hashable, Sendable {
        /// Receipts reach the author, so that whatever the server loses is sent again, and the sender knows.
        package var hasReceipts = true
        /// What was read is told in the end. A lost read receipt is not sent again, since nobody misses it.
        package var readReceiptsAreSure = true

        package init(hasReceipts: Bool = true, readReceiptsAreSure: Bool = true) {
            self.hasReceipts = hasReceipts
            self.readReceiptsAreSure = readReceiptsAreSure
        }
    }

    /// Everything that must hold once nobody is disturbed any more, everybody is connected and nothing is under way.
    ///
    /// - Parameter looks: each account's store, the senders' read no later than the receivers'.
    package static func verdict(
        _ history: History, _ looks: [StoreLook], promise: Promise = Promise()
    ) -> [Violation] {
        let sent = Dictionary(history.asked.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let stores = Dictionary(looks.map { ($0.user, Shelf($0)) }, uniquingKeysWith: { first, _ in first })
        var violations: [Violation] = []
        for look in looks {
            violations += content(look, sent: sent)
            violations += order(look, asked: history.asked)
            violations += bookkeeping(look)
            violations += outbox(look)
        }
        for ask in history.asked {
            violations += delivery(of: ask, stores, promise)
        }
        return violations + shown(history.shown, stores)
    }

    /// A store by message id.
    struct Shelf {
        let messages: [MessageID: [StoreLook.Stored]]

        init(_ look: StoreLook) {
            messages = Dictionary(grouping: look.messages, by: \.id)
        }

        func first(_ id: MessageID) -> StoreLook.Stored? { messages[id]?.first }
    }
}

// MARK: - One store

extension Checker {
    /// Nothing that nobody sent, nothing twice, nothing changed.
    private static func content(_ look: StoreLook, sent: [MessageID: Asked]) -> [Violation] {
        var violations: [Violation] = []
        for (id, copies) in Dictionary(grouping: look.messages, by: \.id) where copies.count > 1 {
            violations.append(Violation(.doubled, of: look.user, id, "rows \(copies.map(\.row))"))
        }
        for stored in look.messages {
            guard let ask = sent[stored.id], ask.sender == stored.sender else {
                violations.append(Violation(.invented, of: look.user, stored.id, "from \(stored.sender.rawValue)"))
                continue
            }
            if ask.text != stored.text { violations.append(Violation(.altered, of: look.user, stored.id)) }
            if ask.conversation != stored.conversation {
                violations.append(Violation(.misplaced, of: look.user, stored.id, stored.conversation.rawValue))
            }
        }
        return violations
    }

    /// Per sender and conversation the timeline has the order in which the messages were asked for.
    private static func order(_ look: StoreLook, asked: [Asked]) -> [Violation] {
        let turns = Dictionary(asked.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        let threads = Dictionary(grouping: look.messages) { [$0.sender.rawValue, $0.conversation.rawValue] }
        var violations: [Violation] = []
        for thread in threads.values {
            var newest = -1
            for stored in thread.sorted(by: { $0.place < $1.place }) {
                guard let turn = turns[stored.id] else { continue }
                if turn < newest {
                    violations.append(
                        Violation(.disordered, of: look.user, stored.id, "after \(asked[newest].id.rawValue)"))
                }
                newest = max(newest, turn)
            }
        }
        return violations
    }

    private static func bookkeeping(_ look: StoreLook) -> [Violation] {
        var violations = look.complaints.map { Violation(.unsound, of: look.user, nil, $0) }
        for conversation in Set(look.unread.keys).union(look.toldUnread.keys) {
            let (told, counted) = (look.toldUnread[conversation] ?? 0, look.unread[conversation] ?? 0)
            if told != counted {
                violations.append(
                    Violation(.miscounted, of: look.user, nil, "\(conversation.rawValue): \(told), not \(counted)"))
            }
        }
        if look.pendingReceipts > 0 {
            violations.append(Violation(.receiptStuck, of: look.user, nil, "\(look.pendingReceipts)"))
        }
        return violations
    }

    /// The outbox holds what is queued or parked, and after all is quiet nothing is queued.
    private static func outbox(_ look: StoreLook) -> [Violation] {
        let waiting = Set(look.outbox)
        var violations: [Violation] = []
        for stored in look.messages {
            guard let state = stored.state else { continue }
            if state == .queued { violations.append(Violation(.stuck, of: look.user, stored.id)) }
            if state == .parked, stored.parkReason?.isEmpty ?? true {
                violations.append(Violation(.parkedWithoutReason, of: look.user, stored.id))
            }
            if [.queued, .parked].contains(state) != waiting.contains(stored.id) {
                violations.append(Violation(.outboxDisagrees, of: look.user, stored.id, state.rawValue))
            }
        }
        return violations
    }
}

// MARK: - Between stores

extension Checker {
    /// What was acknowledged, or was stored all the same, is with its sender and every receiver, and the sender knows.
    private static func delivery(
        of ask: Asked, _ stores: [UserID: Shelf], _ promise: Promise
    ) -> [Violation] {
        guard let shelf = stores[ask.sender] else { return [] }
        guard let own = shelf.first(ask.id), let state = own.state else {
            return ask.isAcknowledged ? [Violation(.notKept, of: ask.sender, ask.id)] : []
        }
        // The user is told the reason and decides; that is an honest end.
        if state == .parked { return [] }
        var violations: [Violation] = []
        let without = ask.receivers.filter { receiver in stores[receiver].map { $0.first(ask.id) == nil } ?? false }
        if state.hasReached(.delivered) {
            violations += without.map { Violation(.unfoundedReceipt, of: $0, ask.id, state.rawValue) }
        } else if promise.hasReceipts {
            violations += without.map { Violation(.lost, of: $0, ask.id, "its sender says \(state.rawValue)") }
            if without.isEmpty {
                violations.append(Violation(.missingReceipt, of: ask.sender, ask.id, state.rawValue))
            }
        }
        let isReadByAll = ask.receivers.allSatisfy { stores[$0]?.first(ask.id)?.isUnread == false }
        if state == .read, !isReadByAll, without.isEmpty {
            violations.append(Violation(.unfoundedReceipt, of: ask.sender, ask.id, "read"))
        }
        if promise.hasReceipts, promise.readReceiptsAreSure, isReadByAll, state != .read {
            violations.append(Violation(.missingReceipt, of: ask.sender, ask.id, state.rawValue))
        }
        return violations
    }

    /// What was shown is stored; no program shows a message twice.
    private static func shown(_ shown: [Shown], _ stores: [UserID: Shelf]) -> [Violation] {
        var seen: Set<Shown> = []
        var violations: [Violation] = []
        for item in shown {
            if !seen.insert(item).inserted { violations.append(Violation(.shownTwice, of: item.by, item.id)) }
            if stores[item.by]?.first(item.id) == nil {
                violations.append(Violation(.shownNotStored, of: item.by, item.id))
            }
        }
        return violations
    }
}
