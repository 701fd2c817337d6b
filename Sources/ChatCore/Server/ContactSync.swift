package import ChatModel
package import ChatStore

/// Keeps the store's knowledge of who has an account: asks the server about contacts and about the people we talk to,
/// but only about those it was not asked about lately.
package struct ContactSync: Sendable {
    /// How far a run has come.
    package struct Progress: Hashable, Sendable {
        package var asked: Int
        package var total: Int

        package init(asked: Int, total: Int) {
            self.asked = asked
            self.total = total
        }
    }

    /// Numbers asked about in one request: at most 100 bytes each and six times that in JSON, so less than the 1 MB
    /// that the servers take. Source: protocol page, section 2.
    private static let batchSize = 1000

    private let store: MessageStore
    private let calls: ServerCalls
    private let freshFor: Duration

    /// - Parameter freshFor: for how long an answer about a number is not asked for again.
    package init(store: MessageStore, calls: ServerCalls, freshFor: Duration = .seconds(86_400)) {
        self.store = store
        self.calls = calls
        self.freshFor = freshFor
    }

    /// Asks about everybody who is due, in batches, and records each answer; a run that fails keeps what was answered.
    ///
    /// - Parameter report: told after each batch; never when nobody is due.
    /// - Returns: how many were asked about.
    @discardableResult
    package func run(
        now: Timestamp, report: @Sendable (Progress) async -> Void = { _ in }
    ) async throws(ClientError) -> Int {
        let time = now.advanced(byMilliseconds: -freshFor.milliseconds)
        let due = try await storing { () async throws(StoreError) in
            try await store.contactsToAsk(since: time, now: now)
        }
        var asked = 0
        while asked < due.count, !Task.isCancelled {
            let batch = Array(due[asked..<min(asked + Self.batchSize, due.count)])
            let registered = try await calls.registered(among: batch)
            try await storing { () async throws(StoreError) in
                try await store.applyContactSync(asked: batch, registered: registered, at: now)
            }
            asked += batch.count
            await report(Progress(asked: asked, total: due.count))
        }
        return asked
    }
}
