package import ChatModel
package import ChatStore

/// Keeps the store's knowledge of who has an account: asks the server about contacts and about the people we talk to.
package struct ContactSync: Sendable {
    /// Numbers asked about in one request; the servers take a body of up to 1 MB.
    private static let batchSize = 500
    /// A complete answer about the same people is not asked for again so soon (milliseconds): links may come and go.
    private static let freshFor: Int64 = 3_600_000
    private static let cursor = "contactSync"

    private let store: MessageStore
    private let calls: ServerCalls
    private let user: UserID

    package init(store: MessageStore, calls: ServerCalls, user: UserID) {
        self.store = store
        self.calls = calls
        self.user = user
    }

    /// Asks about everybody in batches and records each answer; returns at once when the last answer is fresh.
    package func run(now: Timestamp) async throws(ClientError) {
        let users = try await everybody()
        let mark = SyncMark(time: now, users: users)
        if let last = try await recorded(), last.covers(mark, freshFor: Self.freshFor) { return }
        for start in stride(from: 0, to: users.count, by: Self.batchSize) {
            let batch = Array(users[start..<min(start + Self.batchSize, users.count)])
            let registered = try await calls.registered(among: batch)
            try await storing { () async throws(StoreError) in
                try await store.applyContactSync(asked: batch, registered: registered)
            }
        }
        try await storing { () async throws(StoreError) in try await store.setCursor(Self.cursor, to: mark.text) }
    }

    private func everybody() async throws(ClientError) -> [UserID] {
        let (contacts, conversations) = try await storing { () async throws(StoreError) in
            (try await store.contacts(), try await store.conversations(limit: .max))
        }
        let peers = conversations.compactMap { summary -> UserID? in
            if case .direct(let peer) = summary.conversation.kind { peer } else { nil }
        }
        return Set(contacts.map(\.user) + peers).subtracting([user]).sorted()
    }

    private func recorded() async throws(ClientError) -> SyncMark? {
        let text = try await storing { () async throws(StoreError) in try await store.cursor(Self.cursor) }
        return text.flatMap { SyncMark(text: $0) }
    }
}

/// When which people were asked about, as the store's cursor keeps it: `<milliseconds> <fingerprint>`.
private struct SyncMark {
    var time: Int64
    var fingerprint: UInt64

    init(time: Timestamp, users: [UserID]) {
        self.time = time.milliseconds
        // FNV-1a: Swift's own hash differs from run to run.
        fingerprint = users.flatMap { Array($0.rawValue.utf8) + [0] }.reduce(0xcbf2_9ce4_8422_2325) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
    }

    init?(text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let time = Int64(parts[0]), let fingerprint = UInt64(parts[1]) else { return nil }
        self.time = time
        self.fingerprint = fingerprint
    }

    var text: String { "\(time) \(fingerprint)" }

    /// A mark from the future (the clock went back) covers nothing.
    func covers(_ other: SyncMark, freshFor limit: Int64) -> Bool {
        fingerprint == other.fingerprint && time <= other.time && other.time - time < limit
    }
}
