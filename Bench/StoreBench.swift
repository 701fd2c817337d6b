import ChatModel
import ChatStore
import Foundation

/// What the store costs beside bare SQLite: enqueueing, and questions about a store of a million messages.
struct StoreBench {
    let floor: Floor
    let workplace: Workplace
    let rounds: Int

    static let own = UserID("+919876543210")
    private static let people = (0..<200).map { UserID("+9198\(10_000_000 + $0)") }
    private static let conversations = people.map { ConversationID.direct(own, $0) }
    private static let start: Int64 = 1_790_000_000_000

    // MARK: Enqueueing

    /// Messages a second that are stored for sending, `batch` a transaction, each of which survives a power cut, beside a
    /// floor that keeps no full-text index; and with the time that it takes to index them afterwards, beside one that does.
    func enqueue(count: Int, batch: Int) async throws -> [Comparison] {
        let name = batch == 1 ? "durable enqueue, one at a time" : "durable enqueue, batches of \(batch)"
        var bare = Comparison(name: "\(name), 1/s", ours: [], floor: [], isRate: true, aim: 0.5)
        var indexed = Comparison(
            name: "  and indexed for search, 1/s", ours: [], floor: [], isRate: true, aim: 0.5)
        for _ in 0..<rounds {
            let rates = try await enqueueRates(count: count, batch: batch)
            bare.ours.append(rates.stored)
            indexed.ours.append(rates.indexed)
            bare.floor.append(try enqueueFloor(count, batch, "bare"))
            indexed.floor.append(try enqueueFloor(count, batch, "indexed"))
        }
        return [bare, indexed]
    }

    private func enqueueFloor(_ count: Int, _ batch: Int, _ kind: String) throws -> Double {
        try floor("enqueue", workplace.fresh("floor"), "\(count)", "\(batch)", kind)["rate"] ?? 0
    }

    private func enqueueRates(count: Int, batch: Int) async throws -> (stored: Double, indexed: Double) {
        let store = try MessageStore.open(path: workplace.fresh("enqueue"), checkpoints: true)
        try await store.setAccount(Account(user: Self.own, server: "http://127.0.0.1:9", design: "v2.8"))
        let conversation = try await store.startDirect(with: UserID("+919800000001")).id
        var words = Words()
        let texts = (0..<count).map { index in
            OutgoingText(
                id: words.id(index), conversation: conversation, text: words.text(14),
                now: Timestamp(milliseconds: Self.start + Int64(index)))
        }
        let clock = ContinuousClock()
        let began = clock.now
        if batch == 1 {
            for text in texts { try await store.enqueue(text) }
        } else {
            for at in stride(from: 0, to: count, by: batch) {
                try await store.enqueue(Array(texts[at..<min(at + batch, count)]))
            }
        }
        let stored = Double(count) / ((clock.now - began) / .seconds(1))
        try await store.catchUpSearchIndex()
        let indexed = Double(count) / ((clock.now - began) / .seconds(1))
        try store.close()
        return (stored, indexed)
    }

    // MARK: A large store

    /// Puts this many received messages into the store of an account, in 200 conversations.
    func fill(messages: Int, path: String) async throws {
        let store = try MessageStore.open(path: path, checkpoints: true)
        if try await store.account() == nil {
            try await store.setAccount(Account(user: Self.own, server: "http://127.0.0.1:9", design: "v2.8"))
        }
        let people = Self.people
        try await store.upsertContacts(
            people.enumerated().map { Contact(user: $1, name: "Person \($0)", hasAccount: true) })
        var words = Words()
        for at in stride(from: 0, to: messages, by: 1_000) {
            try await store.insertOnce(
                (at..<min(at + 1_000, messages)).map { index in
                    let sender = people[index % people.count]
                    let time = Timestamp(milliseconds: Self.start + Int64(index) * 1_000)
                    return IncomingMessage(
                        messageID: words.id(index), conversation: .direct(Self.own, sender), sender: sender,
                        body: .text(words.text(14)), time: time, arrival: time)
                })
            try await store.removeReceipts(store.pendingReceipts(limit: 1_000))
        }
        for conversation in Self.conversations {
            guard let last = try await store.timeline(of: conversation, limit: 1).last else { continue }
            try await store.markRead(conversation, through: last.position)
        }
        while case let receipts = try await store.pendingReceipts(limit: 1_000), !receipts.isEmpty {
            try await store.removeReceipts(receipts)
        }
        try await store.catchUpSearchIndex()
        try store.close()
    }

    /// The newest page, the conversation list and a search, each asked `count` times.
    func questions(path: String, count: Int) async throws -> [Comparison] {
        let store = try MessageStore.open(path: path, checkpoints: true)
        var results: [Comparison] = []
        let all = [
            ("newest", "newest page", TimelineQuery.newest), ("list", "conversation list", SummaryRecord.list),
            ("search", "search", SearchQuery.matches),
        ]
        for (what, name, sql) in all {
            var p50 = Comparison(name: "\(name), p50, µs", ours: [], floor: [], isRate: false, aim: 2)
            var p99 = Comparison(name: "\(name), p99, µs", ours: [], floor: [], isRate: false, aim: 2)
            for _ in 0..<rounds {
                var times = Times()
                for index in 0..<count {
                    try await times.measure { try await ask(what, index, store) }
                }
                p50.ours.append(times.percentile(0.5))
                p99.ours.append(times.percentile(0.99))
                let figures = try floor("query", path, what, "\(count)", sql)
                p50.floor.append(figures["p50"] ?? 0)
                p99.floor.append(figures["p99"] ?? 0)
            }
            results += [p50, p99]
        }
        try store.close()
        return results
    }

    /// - Returns: how many rows came.
    private func ask(_ what: String, _ index: Int, _ store: MessageStore) async throws -> Int {
        switch what {
        case "newest":
            return try await store.timeline(of: Self.conversations[index % 200], limit: 50).count
        case "list":
            return try await store.conversations(limit: 50).count
        default:
            // A rare word, a middling one, a common one, two words: the floor asks the same.
            let first = [19_000, 700, 3, 20][index % 4] + index / 4 % 100
            let query = index % 4 == 3 ? "w\(first) w\(first + 1)" : "w\(first)"
            return try await store.search(query, limit: 50).count
        }
    }
}

/// Words by a law like that of speech, common ones first; the floor program makes the same.
struct Words {
    private var seed: UInt64 = 88_172_645_463_325_252

    private mutating func next() -> UInt32 {
        seed ^= seed << 13
        seed ^= seed >> 7
        seed ^= seed << 17
        return UInt32(truncatingIfNeeded: seed >> 32)
    }

    mutating func text(_ count: Int) -> String {
        (0..<count).map { _ in
            let at = (Double(next()) + 0.5) / 4_294_967_296
            return "w\(Int(20_000 * at * at * at))"
        }.joined(separator: " ")
    }

    mutating func id(_ index: Int) -> MessageID {
        let hex = { (value: UInt64, width: Int) in
            String(String(repeating: "0", count: width) + String(value, radix: 16)).suffix(width)
        }
        return MessageID(
            [
                hex(UInt64(index), 8), hex(UInt64(next() & 0xFFFF), 4), "7" + hex(UInt64(next() & 0xFFF), 3),
                hex(UInt64(next() & 0xFFFF), 4), hex(UInt64(index), 12),
            ].joined(separator: "-"))
    }
}
