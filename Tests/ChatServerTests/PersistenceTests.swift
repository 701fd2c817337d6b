import ChatModel
import GRDB
import Testing

@testable import ChatServer

struct PersistenceTests {
    @Test func aBatchOfABacklogIsSoughtAndNotSearchedFor() throws {
        let database = try ServerDatabase(path: nil)
        let plan = try database.queue.read { db in
            try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN " + PersistenceService.selection,
                arguments: ["+919812345678", 1, 100_000, true, 200]
            ).map { $0["detail"] as String }
        }

        let index = "pending_message_by_status (receiver=? AND status=? AND row>? AND row<?)"
        #expect(plan.count { $0.hasSuffix(index) } == 2, "\(plan)")
        #expect(!plan.contains { $0.hasPrefix("SCAN pending_message") || $0.contains("TEMP B-TREE") }, "\(plan)")
    }
}
