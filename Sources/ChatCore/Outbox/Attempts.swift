import ChatModel
import ChatStore

/// What is decided to be written, and which of it may be: messages whose attempt the store has counted.
///
/// A frame is on the line only after its attempt is in the store. So that a long queue does not wait for a commit with
/// each message, the attempts of the next few of a conversation are counted along, none for its first message and then
/// twice as many each time. Counts of messages that were not written after all are taken back. Source: docs/decisions/0010.
struct Attempts: Sendable {
    /// The most messages of one conversation that are counted ahead.
    static let farthest = 16

    /// Decided and not yet written, in order.
    private var decided: [Outbox.Entry] = []
    /// Counted and not yet written, by row: the message as the store held it then.
    private var counted: [Int64: OutboxItem] = [:]
    /// Rows that are being counted.
    private var underWay: Set<Int64> = []
    /// How far ahead of its message in flight each conversation was counted last.
    private var reach: [ConversationID: Int] = [:]
    /// Conversations of which more is to be counted ahead.
    private var hungry: Set<ConversationID> = []
    /// Rows whose count is to be taken back.
    private var unused: Set<Int64> = []

    /// Something is to be counted, or taken back.
    private(set) var isCountDue = false
    /// Something may be written.
    private(set) var isWriteDue = false

    mutating func decide(_ entry: Outbox.Entry) {
        decided.append(entry)
        if entry.isGroupOperation || counted[entry.row] != nil { isWriteDue = true } else { isCountDue = true }
    }

    // MARK: Writing

    /// What may be written now, group operations apart; what is no longer in flight is forgotten.
    mutating func takeWritable(_ outbox: Outbox) -> (operations: [Outbox.Entry], messages: [OutboxItem]) {
        isWriteDue = false
        var operations: [Outbox.Entry] = []
        var messages: [OutboxItem] = []
        var rest: [Outbox.Entry] = []
        for entry in decided {
            if entry.isGroupOperation {
                operations.append(entry)
            } else if !outbox.isAwaited(entry.messageID, in: entry.conversation) {
                release { $0.row == entry.row }
            } else if let item = counted.removeValue(forKey: entry.row) {
                messages.append(item)
                reachOut(in: entry.conversation, outbox)
            } else {
                rest.append(entry)
            }
        }
        decided = rest
        return (operations, messages)
    }

    /// Has more counted when half of what was counted ahead is used up.
    private mutating func reachOut(in conversation: ConversationID, _ outbox: Outbox) {
        guard let reach = reach[conversation], !outbox.isIdle(conversation) else {
            self.reach[conversation] = nil
            return
        }
        guard reach > 0, let next = outbox.upcoming(in: conversation, limit: reach / 2 + 1).last,
            counted[next.row] == nil,
            !underWay.contains(next.row)
        else { return }
        hungry.insert(conversation)
        isCountDue = true
    }

    // MARK: Counting

    /// The rows to be counted now and those whose count is to be taken back.
    mutating func beginCounting(_ outbox: Outbox) -> (counted: [Int64], unused: [Int64]) {
        guard isCountDue else { return ([], []) }
        isCountDue = false
        var rows: [Int64] = []
        for entry in decided where !entry.isGroupOperation && counted[entry.row] == nil {
            guard underWay.insert(entry.row).inserted else { continue }
            rows.append(entry.row)
            if reach[entry.conversation] == nil {
                reach[entry.conversation] = 0
            } else {
                hungry.insert(entry.conversation)
            }
        }
        for conversation in hungry {
            let limit = min(Self.farthest, max(1, (reach[conversation] ?? 0) * 2))
            for entry in outbox.upcoming(in: conversation, limit: limit) where counted[entry.row] == nil {
                if underWay.insert(entry.row).inserted { rows.append(entry.row) }
            }
            reach[conversation] = limit
        }
        hungry = []
        defer { unused = [] }
        return (rows, Array(unused))
    }

    /// The store has counted `items` of `rows`.
    ///
    /// - Returns: the decided ones among the others: they are no longer there, or no longer queued.
    mutating func endCounting(_ rows: [Int64], _ items: [OutboxItem]) -> [Int64] {
        underWay.subtract(rows)
        for item in items { counted[item.row] = item }
        isWriteDue = isWriteDue || decided.contains { counted[$0.row] != nil }
        let missing = Set(rows).subtracting(items.map(\.row))
        return forget(missing)
    }

    /// The store has counted nothing: what was decided of these is tried again like a message without an answer.
    @discardableResult
    mutating func forget(_ rows: Set<Int64>) -> [Int64] {
        underWay.subtract(rows)
        guard !rows.isEmpty else { return [] }
        let gone = decided.map(\.row).filter { rows.contains($0) }
        decided.removeAll { rows.contains($0.row) }
        return gone
    }

    // MARK: Taking back

    /// Takes the count of a message back that is not being written; nil when it has none.
    mutating func release(_ id: MessageID, in conversation: ConversationID) -> Int64? {
        let match = counted.values.first { $0.messageID == id && $0.conversation == conversation }
        return match.flatMap { counted.removeValue(forKey: $0.row)?.row }
    }

    /// These are all the rows that wait or are in flight.
    mutating func keep(_ isKnown: (OutboxItem) -> Bool) {
        release(where: { !isKnown($0) })
    }

    /// The link has ended: nothing that was decided is written any more.
    mutating func loseLink() {
        decided = []
        isWriteDue = false
        isCountDue = false
        reach = [:]
        hungry = []
        release { _ in true }
    }

    private mutating func release(where matches: (OutboxItem) -> Bool) {
        let rows = counted.values.filter(matches).map(\.row)
        for row in rows { counted[row] = nil }
        unused.formUnion(rows)
        isCountDue = isCountDue || !unused.isEmpty
    }
}
