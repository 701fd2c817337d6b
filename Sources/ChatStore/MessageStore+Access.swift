import GRDB

extension MessageStore {
    /// Answers a question from one snapshot of the store, on the caller's thread: for what a few look-ups answer, in
    /// less time than going to another thread and back takes. Never on the main actor's thread.
    @concurrent func read<Answer: Sendable>(
        _ question: @Sendable (Database) throws -> Answer
    ) async throws(StoreError) -> Answer {
        try Self.result(path: path) { try database.read(question) }.get()
    }

    /// Does the same on a thread of its own, for a question whose work grows with the store.
    func readAtLength<Answer: Sendable>(
        _ question: @escaping @Sendable (Database) throws -> Answer
    ) async throws(StoreError) -> Answer {
        let path = path
        let answer: Result<Answer, StoreError> = await withCheckedContinuation { continuation in
            database.asyncRead { database in
                continuation.resume(returning: Self.result(path: path) { try question(database.get()) })
            }
        }
        return try answer.get()
    }

    /// Makes a change as one transaction, synced to disk before this returns, and tells the streams of `topics` if
    /// anything was changed at all.
    ///
    /// - Parameter mayUseReserve: whether it is tried once more with the space that was set aside, when the disk is full.
    ///   Not for what others can send again, or it would soon be used up.
    @discardableResult
    func write<Answer: Sendable>(
        _ topics: StoreChange, mayUseReserve: Bool = true, _ change: @escaping @Sendable (Database) throws -> Answer
    ) async throws(StoreError) -> Answer {
        do {
            return try await transact(topics, change)
        } catch {
            guard error == .full, mayUseReserve, Reserve(StoreFiles(path: path)).giveUp() else { throw error }
            hub.publish(.reserveGivenUp)
            return try await transact(topics, change)
        }
    }

    private func transact<Answer: Sendable>(
        _ topics: StoreChange, _ change: @escaping @Sendable (Database) throws -> Answer
    ) async throws(StoreError) -> Answer {
        let hub = hub
        return try await onWriter { db in
            let before = db.totalChangesCount
            let answer = try db.transaction { try change(db) }
            if db.totalChangesCount != before { hub.publish(topics) }
            return answer
        }
    }

    /// Runs `work` on the writing connection, outside any transaction.
    @discardableResult
    func onWriter<Answer: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Answer
    ) async throws(StoreError) -> Answer {
        guard access == .readWrite else { throw .readOnly }
        let path = path
        let answer: Result<Answer, StoreError> = await withCheckedContinuation { continuation in
            database.asyncWriteWithoutTransaction { db in
                continuation.resume(returning: Self.result(path: path) { try work(db) })
            }
        }
        return try answer.get()
    }

    private static func result<Answer>(path: String, _ work: () throws -> Answer) -> Result<Answer, StoreError> {
        do {
            return .success(try work())
        } catch {
            return .failure(Damage.noted(StoreError(error, path: path)))
        }
    }
}

extension Database {
    /// One `BEGIN IMMEDIATE` transaction: a deferred one that reads first fails at once when another process writes.
    fileprivate func transaction<Answer>(_ change: () throws -> Answer) throws -> Answer {
        var answer: Answer?
        try inTransaction(.immediate) {
            answer = try change()
            return .commit
        }
        guard let answer else { throw StoreError.unexpected(reason: "a transaction ended without an answer") }
        return answer
    }
}
