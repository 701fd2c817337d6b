import ChatModel
import ChatStore

/// The watched messages of one conversation, in order of enqueueing, and who may confirm them.
struct RepairThread: Sendable {
    private(set) var messages: [WatchedMessage] = []
    /// nil while it is not known who they are.
    private(set) var confirmers: [Confirmer]?
    /// By row: when somebody was first heard of after the message was written. Later signs do not count, or somebody who
    /// talks all the time would never get it.
    private var signs: [Int64: Timestamp] = [:]
    /// The rows without a sign.
    private var unanswered: Set<Int64> = []

    /// When somebody was first heard of after the message was written; nil for not yet.
    func sign(of message: WatchedMessage) -> Timestamp? { signs[message.row] }

    /// Takes note of who may confirm, and of the signs that the store knows of.
    mutating func meet(_ confirmers: [Confirmer], now: Timestamp) {
        self.confirmers = confirmers
        if let heard = confirmers.compactMap(\.heard).max() { take(sign: heard, now: now) }
    }

    /// Puts a message where it belongs, in place of what was known of it.
    mutating func insert(_ message: WatchedMessage) {
        if signs[message.row] == nil { unanswered.insert(message.row) }
        let place = place(of: message.row)
        if place < messages.count, messages[place].row == message.row {
            messages[place] = message
        } else {
            messages.insert(message, at: place)
        }
    }

    mutating func remove(where matches: (WatchedMessage) -> Bool) {
        guard let place = messages.firstIndex(where: matches) else { return }
        forget(messages.remove(at: place).row)
    }

    private mutating func forget(_ row: Int64) {
        signs[row] = nil
        unanswered.remove(row)
    }

    /// - Returns: whether that changes anything.
    mutating func hear(_ user: UserID, isReceipt: Bool, at time: Timestamp) -> Bool {
        guard let place = confirmers?.firstIndex(where: { $0.user == user }) else { return false }
        var isNews = take(sign: time, now: time)
        confirmers?[place].heard = time
        if isReceipt, confirmers?[place].sendsReceipts == false {
            confirmers?[place].sendsReceipts = true
            isNews = true
        }
        return isNews
    }

    /// - Returns: whether it is the first sign for any message.
    @discardableResult
    private mutating func take(sign time: Timestamp, now: Timestamp) -> Bool {
        let answered = unanswered.filter { row in
            let place = place(of: row)
            guard place < messages.count, messages[place].row == row else { return false }
            return messages[place].written < time || Prospects.isAhead(messages[place].written, of: now)
        }
        for row in answered { signs[row] = time }
        unanswered.subtract(answered)
        return !answered.isEmpty
    }

    /// - Parameter since: what was written from then on may be lost; nil for nothing.
    mutating func loseLink(since: Timestamp?) {
        for place in messages.indices where messages[place].link == .open {
            let isLost = since.map { messages[place].written >= $0 } ?? false
            messages[place].link = isLost ? .lost : .safe
        }
    }

    /// Takes away what there is no hope for, and says what that was.
    mutating func removeHopeless(_ prospects: Prospects, now: Timestamp) -> [WatchedMessage] {
        let hopeless = prospects.hopeless(messages, now: now)
        guard !hopeless.isEmpty else { return [] }
        let rows = Set(hopeless.map(\.row))
        messages.removeAll { rows.contains($0.row) }
        for row in rows { forget(row) }
        return hopeless
    }

    mutating func resent(_ message: WatchedMessage, isLast: Bool, at time: Timestamp) {
        let place = place(of: message.row)
        guard place < messages.count, messages[place].row == message.row else { return }
        forget(message.row)
        if isLast {
            messages.remove(at: place)
        } else {
            messages[place].written = time
            messages[place].repairs += 1
            messages[place].link = .open
            messages[place].isAsked = false
            unanswered.insert(message.row)
        }
    }

    /// The first index whose row is not smaller.
    private func place(of row: Int64) -> Int {
        var low = 0
        var high = messages.count
        while low < high {
            let middle = (low + high) / 2
            if messages[middle].row < row { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// What can be expected of those who may confirm the messages of a conversation.
struct Prospects {
    private let limits: Repair.Limits
    private let mayGetReceipts: Bool
    private let sendReceipts: Bool

    init(_ confirmers: [Confirmer], _ capabilities: Repair.Capabilities, _ limits: Repair.Limits) {
        self.limits = limits
        mayGetReceipts = capabilities.carriesReceipts
        sendReceipts = capabilities.carriesReceipts && confirmers.contains(where: \.sendsReceipts)
    }

    /// When the message is to be sent again, going by what has happened so far; nil for not.
    ///
    /// - Parameters:
    ///   - isProbe: it may be sent again to find out whether receipts are sent at all.
    ///   - sign: when a receiver was first heard of since.
    func due(_ message: WatchedMessage, sign: Timestamp?, isProbe: Bool, now: Timestamp) -> Timestamp? {
        if message.isAsked { return now }
        guard message.repairs < limits.gaps.count else { return nil }
        let isGapOver = Self.isAhead(message.written, of: now)
        let earliest = isGapOver ? now : message.written.advanced(by: limits.gaps[message.repairs])
        if isRule1(message) { return earliest }
        guard sendReceipts || mayGetReceipts && isProbe, let sign else { return nil }
        let ripe = Self.isAhead(sign, of: now) ? now : sign.advanced(by: limits.receiptWithin)
        return max(earliest, ripe)
    }

    /// The link may have taken it along; whoever sends no receipts gets it once more and no oftener.
    private func isRule1(_ message: WatchedMessage) -> Bool {
        message.link == .lost && (sendReceipts || message.repairs == 0)
    }

    /// Whether the clock was set back since `time`, by more than clocks are adjusted all the time: nobody knows then how
    /// long ago that was.
    static func isAhead(_ time: Timestamp, of now: Timestamp) -> Bool {
        time > now.advanced(by: .seconds(60))
    }

    /// Whether nothing more is done by itself after the message is sent again now.
    func isLast(_ message: WatchedMessage) -> Bool {
        message.repairs + 1 >= (mayGetReceipts ? limits.gaps.count : 1)
    }

    /// Messages whose receivers will hardly ever confirm them.
    func hopeless(_ messages: [WatchedMessage], now: Timestamp) -> [WatchedMessage] {
        guard !sendReceipts else { return [] }
        let oldest = now.advanced(by: .zero - limits.hopeFor)
        let surplus = max(0, messages.count - limits.hopefulMessages)
        return messages.enumerated().filter { index, message in
            !isRule1(message) && !message.isAsked && (index < surplus || message.written < oldest)
        }.map(\.element)
    }
}
