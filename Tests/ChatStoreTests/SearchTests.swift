import ChatModel
import ChatTestSupport
import GRDB
import Testing

@testable import ChatStore

struct SearchTests {
    let sample: SampleStore
    var store: MessageStore { sample.store }

    init() async throws {
        sample = try await SampleStore()
        try await sample.store.insertOnce([
            StoreSamples.incoming("Crème brûlée tonight?", id: "creme"),
            StoreSamples.incoming("नमस्ते, कैसे हो", id: "namaste"),
            StoreSamples.incoming("the trace is in trace-1124.jsonl", id: "trace"),
            StoreSamples.incoming("NEAR the station, OR behind it", id: "near"),
            StoreSamples.incoming("tonight at nine", id: "nine", in: StoreSamples.withRavi, from: StoreSamples.ravi),
        ])
    }

    /// The same questions to the index, and to what it does not hold yet: only a store that cannot be written asks those.
    @Test(arguments: [
        ("creme", ["creme"]), ("CRÈME brulee", ["creme"]), ("cre\u{300}me", ["creme"]), ("नमस्ते", ["namaste"]),
        ("नम", ["namaste"]), ("नमस्तो", []), ("कैस", ["namaste"]), ("trace 1124", ["trace"]), ("jso", ["trace"]),
        ("tonight", ["nine", "creme"]), ("tonight nine", ["nine"]), ("tonight zzz", []),
        ("tonight 👋", ["nine", "creme"]),
        ("near station", ["near"]), ("t", []), ("to", ["nine", "creme"]),
    ])
    func wordsAreFoundWhateverTheirCaseAndAccents(query: String, ids: [String]) async throws {
        let reader = try sample.reopen(access: .readOnly)
        #expect(try await reader.search(query, limit: 100).map(\.messageID.rawValue) == ids)
        #expect(try await store.read(SearchIndex.isBehind))

        #expect(try await search(query) == ids)
        #expect(try await store.read(SearchIndex.isBehind) == false)
    }

    @Test(arguments: [
        "\" OR 1", "NEAR(", "*", "\"", "\"\"\"", "body:x", "{place} : c1", "^", "a AND", "NOT", "-x", "()", "\0",
        "a\0b",
        "👋", "'; DROP TABLE message; --", String(repeating: "क", count: 10_000),
        String(repeating: "word \" ", count: 1_500), String(repeating: "\"(", count: 5_000), "\u{301}", "+91",
    ])
    func hostileQueriesAreOnlyText(query: String) async throws {
        let unindexed = try await sample.reopen(access: .readOnly).search(query, limit: 100)
        let ids = try await search(query)

        #expect(ids.count <= 5)
        #expect(unindexed.map(\.messageID.rawValue) == ids)
        #expect(try await search("creme") == ["creme"])
    }

    @Test func quotedWordsAreLookedForAsTheyStand() async throws {
        #expect(try await search("\"near\" OR") == ["near"])
        #expect(try await search("c1").isEmpty)
    }

    @Test func aSearchInOneConversationSeesNoOther() async throws {
        #expect(try await search("tonight", in: StoreSamples.withRavi) == ["nine"])
        #expect(try await search("creme", in: StoreSamples.withRavi).isEmpty)
        #expect(try await search("creme", in: ConversationID("absent")).isEmpty)
    }

    @Test func pagesGoBackByRow() async throws {
        let newest = try await store.search("tonight", limit: 1)
        #expect(newest.map(\.messageID.rawValue) == ["nine"])

        let older = try await store.search("tonight", before: newest[0].row, limit: 1)
        #expect(older.map(\.messageID.rawValue) == ["creme"])
        #expect(try await store.search("tonight", before: older[0].row, limit: 1).isEmpty)
    }

    @Test func pagesGoBackFromWhatTheIndexDoesNotHoldToWhatItHolds() async throws {
        try await store.catchUpSearchIndex()
        try await store.insertOnce([
            StoreSamples.incoming("late tonight", id: "late"), StoreSamples.incoming("or tonight", id: "later"),
        ])
        let reader = try sample.reopen(access: .readOnly)

        let newest = try await reader.search("tonight", limit: 1)
        #expect(newest.map(\.messageID.rawValue) == ["later"])
        let older = try await reader.search("tonight", before: newest[0].row, limit: 2)
        #expect(older.map(\.messageID.rawValue) == ["late", "nine"])
        let oldest = try await reader.search("tonight", before: older[1].row, limit: 2)
        #expect(oldest.map(\.messageID.rawValue) == ["creme"])
        #expect(try await reader.search("tonight", in: StoreSamples.withAsha, limit: 9).count == 3)
    }

    @Test func anOwnMessageIsFoundAsSoonAsItIsEnqueued() async throws {
        try await store.enqueue(StoreSamples.outgoing("zeppelin", id: "own"))

        #expect(try await search("zeppelin") == ["own"])
    }

    @Test func moreThanABatchIsTakenIntoTheIndexWhole() async throws {
        let count = SearchIndex.batch + 7
        try await store.insertOnce((0..<count).map { StoreSamples.incoming("flood \($0)", id: "flood-\($0)") })

        try await store.catchUpSearchIndex()

        #expect(try await store.read(SearchIndex.isBehind) == false)
        #expect(try await search("flood \(count - 1)") == ["flood-\(count - 1)"])
        #expect(try await search("flood 0") == ["flood-0"])
        #expect(try await store.complaints().isEmpty)
    }

    @Test func aDiskThatTakesNothingKeepsNoSearchFromItsAnswer() async throws {
        try await store.insertOnce((0..<400).map { StoreSamples.incoming("flood w\($0)", id: "flood-\($0)") })
        // No page more than there are.
        try await store.onWriter { db in _ = try db.integer("PRAGMA max_page_count = 1") }

        #expect(try await search("creme") == ["creme"])
        #expect(try await store.read(SearchIndex.isBehind))
    }

    @Test(arguments: [false, true])
    func theIndexFollowsEveryChangeOfAMessage(isIndexed: Bool) async throws {
        if isIndexed { try await store.catchUpSearchIndex() }
        try await store.write(.messages) { db in
            try db.run("UPDATE message SET body = 'good-bye' WHERE message_id = 'creme'")
            try db.run("DELETE FROM receipt_outbox")
            try db.run("UPDATE conversation SET last_message = NULL")
            try db.run("DELETE FROM message WHERE message_id = 'nine'")
        }
        #expect(try await store.onWriter(Soundness.searchComplaints).isEmpty)
        #expect(try await search("tonight").isEmpty)
        #expect(try await search("good bye") == ["creme"])

        try await store.write(.messages) { db in
            try db.run("INSERT INTO message_search (message_search, rank) VALUES ('integrity-check', 1)")
            try db.run("INSERT INTO message_search (message_search) VALUES ('rebuild')")
        }
        #expect(try await search("trace") == ["trace"])
    }

    private func search(_ query: String, in conversation: ConversationID? = nil) async throws -> [String] {
        try await store.search(query, in: conversation, limit: 100).map(\.messageID.rawValue)
    }
}
