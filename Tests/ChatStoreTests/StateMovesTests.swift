import ChatModel
import ChatTestSupport
import GRDB
import Testing

@testable import ChatStore

/// The table of legal moves, as the program and as the database itself know it.
struct StateMovesTests {
    static let pairs = DeliveryState.allCases.flatMap { from in DeliveryState.allCases.map { (from, $0) } }

    @Test(arguments: pairs)
    func onlyLegalMovesAreMade(from: DeliveryState, to: DeliveryState) async throws {
        let sample = try await SampleStore()
        let row = try await message(in: from, sample.store)
        let move = { @Sendable (db: Database) throws -> Void in
            try StateMoves.move(row, from: from, to: to, reason: to == .parked ? "Stopped." : nil, db)
        }

        if from.canMove(to: to) {
            try await sample.store.write(.messages, move)
            #expect(try await sample.store.message(row: row)?.state == to)
        } else {
            await #expect(throws: StoreError.illegalMove(from: from, to: to)) {
                try await sample.store.write(.messages, move)
            }
            #expect(try await sample.store.message(row: row)?.state == from)
        }
    }

    @Test(arguments: pairs)
    func theDatabaseItselfRefusesIllegalMoves(from: DeliveryState, to: DeliveryState) async throws {
        let sample = try await SampleStore()
        let row = try await message(in: from, sample.store)
        let sql = "UPDATE message SET state = ?, park_reason = ? WHERE row = ?"

        let result = await Result {
            try await sample.store.write(.messages) { db in
                try db.run(sql, [to.rawValue, to == .parked ? "Stopped." : nil, row])
            }
        }

        #expect((try? result.get()) == (from.canMove(to: to) ? 1 : nil))
    }

    @Test func theDatabaseItselfKeepsTheSortKey() async throws {
        let sample = try await SampleStore()
        try await sample.store.insertOnce([StoreSamples.incoming("hello", id: "a")])

        for column in ["time", "sequence", "conversation", "row", "message_id"] {
            await #expect(throws: StoreError.self, "\(column)") {
                try await sample.store.write(.messages) { db in
                    try db.run("UPDATE message SET \(column) = \(column)")
                }
            }
        }
    }

    /// The row of a message of ours that is in the state, whatever way it would have come there.
    private func message(in state: DeliveryState, _ store: MessageStore) async throws -> Int64 {
        _ = try await store.startDirect(with: StoreSamples.asha)
        return try await store.write(.messages) { db in
            try db.run(
                """
                INSERT INTO message (conversation, sender, message_id, time, sequence, arrived, kind, body, state,
                    park_reason, unread)
                SELECT conversation.row, account.contact, 'id', 1, 0, 1, 'text', 'hello', ?, ?, 0
                FROM conversation, account
                """, [state.rawValue, state == .parked ? "Stopped." : nil])
            return db.lastInsertedRowID
        }
    }
}

extension Result where Failure == any Error {
    /// What `work` returned or threw.
    fileprivate init(_ work: () async throws -> Success) async {
        do {
            self = .success(try await work())
        } catch {
            self = .failure(error)
        }
    }
}
