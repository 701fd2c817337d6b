import ChatModel
import ChatTestSupport
import GRDB
import Testing

@testable import ChatStore

/// What is asked while the user looks on costs the same however many messages are stored: SQLite's own plan for the
/// very SQL that the store uses visits no table of messages as a whole and sorts nothing.
struct QueryPlanTests {
    static let questions: [(name: String, sql: String)] = [
        ("newest page", TimelineQuery.newest),
        ("page before", TimelineQuery.before),
        ("page after", TimelineQuery.after),
        ("page from", TimelineQuery.from),
        ("conversation list", SummaryRecord.list),
        ("total unread", ReadingQuery.totalUnread),
        ("mark read", ReadingQuery.clearMarks),
        ("end of a batch to mark", ReadingQuery.endOfBatch),
        ("read receipts", ReadingQuery.queueReceipts),
        ("search", SearchQuery.matches),
        ("whether the search index lags", SearchIndex.lags),
        ("the end of a batch for the search index", SearchIndex.endOfBatch),
        ("a batch for the search index", SearchIndex.takeIn),
        ("what the search index does not hold", SearchIndex.unheld),
        ("outbox", OutboxRecord.list),
        ("what may be sent", OutboxKeyQuery.list),
        ("what goes next in a conversation", OutboxKeyQuery.next),
        ("parked", OutboxRecord.countParked),
        ("watched", WatchRecord.list),
        ("asked repairs", WatchRecord.asked),
        ("what a lost link may have lost", WatchRecord.loseSince),
        ("what a crash may have lost", WatchRecord.loseAll),
        ("what an orderly end has settled", WatchRecord.settleAll),
        ("who may confirm", WatchRecord.confirmers),
        ("a repair", OutboxRecord.sent),
        ("pending receipts", PendingReceiptRecord.list),
        ("sent receipts", PendingReceiptRecord.delete),
        ("newest of a conversation", ConversationRecord.newest),
    ]

    @Test(arguments: questions)
    func noQuestionDependsOnTheSizeOfTheHistory(name: String, sql: String) async throws {
        let plan = try await plan(of: sql)

        for step in plan {
            #expect(!step.contains("TEMP B-TREE"), "\(name): \(step)")
            for table in ["message", "newest", "message_receipt", "unconfirmed"] {
                let isPartial = step.contains("USING INDEX unconfirmed_") || step.contains("INDEX unconfirmed_")
                let isScan = step == "SCAN \(table)" || step.hasPrefix("SCAN \(table) USING")
                #expect(!isScan || isPartial, "\(name): \(step)")
            }
        }
        #expect(!plan.isEmpty)
    }

    @Test func theTimelineIsSoughtByTimeAndSequence() async throws {
        let index = "USING INDEX message_timeline (conversation=? AND (time,sequence)"
        for (sql, comparison) in [(TimelineQuery.before, "<"), (TimelineQuery.after, ">"), (TimelineQuery.from, ">")] {
            let plan = try await plan(of: sql)
            #expect(plan.contains("SEARCH message \(index)\(comparison)(?,?))"), "\(plan)")
        }
    }

    @Test func unreadMessagesAreCountedInTheirOwnIndex() async throws {
        let plan = try await plan(of: SummaryRecord.list)

        #expect(plan.contains("SCAN conversation USING INDEX conversation_recent"), "\(plan)")
        #expect(plan.contains { $0.hasPrefix("SEARCH message USING COVERING INDEX message_unread") }, "\(plan)")
        #expect(plan.contains { $0.hasPrefix("SEARCH message USING INDEX message_parked") }, "\(plan)")
    }

    private func plan(of sql: String) async throws -> [String] {
        let sample = try await SampleStore()
        return try await sample.store.read { db in
            let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            try statement.setArguments(
                StatementArguments(Array(repeating: 1, count: statement.sqliteParameterCount)))
            return try Row.fetchAll(statement).map { $0["detail"] as String }
        }
    }
}

extension Statement {
    /// How many values the statement takes.
    fileprivate var sqliteParameterCount: Int {
        sql.filter { $0 == "?" }.count
    }
}
