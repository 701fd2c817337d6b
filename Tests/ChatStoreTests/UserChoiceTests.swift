import ChatModel
import ChatTestSupport
import GRDB
import Testing

@testable import ChatStore

/// Taking messages back and trying them again.
struct UserChoiceTests {
    let sample: SampleStore
    var store: MessageStore { sample.store }

    init() async throws {
        sample = try await SampleStore()
        _ = try await sample.store.startDirect(with: StoreSamples.asha)
        try await sample.store.enqueue([
            StoreSamples.outgoing("one", id: "1"), StoreSamples.outgoing("two", id: "2"),
        ])
    }

    @Test func aMessageThatNeverLeftIsGoneWithoutATrace() async throws {
        #expect(try await store.cancel(MessageID("2"), in: StoreSamples.withAsha) == .removed)

        #expect(try await store.outboxItems().map(\.text) == ["one"])
        #expect(try await store.timeline(of: StoreSamples.withAsha, limit: 9).map(\.body) == [.text("one")])
        #expect(try await store.conversations(limit: 9).map(\.preview) == [.text("one")])
        #expect(try await store.search("two", limit: 9).isEmpty)
        #expect(try await store.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
        #expect(try await store.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count } == 0)
        try await store.write(.messages) { db in
            try db.run("INSERT INTO message_search (message_search) VALUES ('integrity-check')")
        }
    }

    @Test func aConversationWithoutMessagesKeepsItsPlace() async throws {
        try await store.cancel(MessageID("1"), in: StoreSamples.withAsha)
        let before = try #require(try await store.conversations(limit: 9).first)
        try await store.cancel(MessageID("2"), in: StoreSamples.withAsha)

        let summary = try #require(try await store.conversations(limit: 9).first)

        #expect(summary.preview == nil && summary.time == before.time)
        #expect(try await store.outboxCounts() == OutboxCounts(waiting: 0, parked: 0))
    }

    @Test func aMessageThatWasHandedOverMayArriveAllTheSame() async throws {
        let owner = try await store.takeOwnership(processID: 1)
        var progress = OutboxProgress()
        progress.attempted = [1]
        _ = try await store.record(progress, at: StoreSamples.time, as: owner)
        _ = try await store.record(progress, at: StoreSamples.time, as: owner)

        #expect(try await store.cancel(MessageID("1"), in: StoreSamples.withAsha) == .mayHaveLeft(attempts: 2))

        #expect(try await store.record(progress, at: StoreSamples.time, as: owner).attempted == [])
    }

    @Test func aParkedMessageCanBeTakenBackToo() async throws {
        try await store.park(MessageID("1"), in: StoreSamples.withAsha, reason: "Too large.")
        #expect(try await store.cancel(MessageID("1"), in: StoreSamples.withAsha) == .removed)
        #expect(try await store.message(MessageID("1")) == nil)
    }

    @Test func whatTheServerTookCannotBeTakenBack() async throws {
        try await store.acknowledge(MessageID("1"), in: StoreSamples.withAsha)

        await #expect(throws: StoreError.alreadySent(MessageID("1"))) {
            try await store.cancel(MessageID("1"), in: StoreSamples.withAsha)
        }
        await #expect(throws: StoreError.unknownMessage(MessageID("absent"))) {
            try await store.cancel(MessageID("absent"), in: StoreSamples.withAsha)
        }
        #expect(try await store.message(MessageID("1"))?.state == .sent)
    }

    @Test func aReceivedMessageIsNotOursToTakeBack() async throws {
        try await store.insertOnce([StoreSamples.incoming("hello", id: "a")])
        await #expect(throws: StoreError.unknownMessage(MessageID("a"))) {
            try await store.cancel(MessageID("a"), in: StoreSamples.withAsha)
        }
    }

    @Test func aLaterReceiptForAMessageThatWasTakenBackIsIgnored() async throws {
        try await store.cancel(MessageID("1"), in: StoreSamples.withAsha)
        #expect(try await store.apply(.read, ids: [MessageID("1")], from: StoreSamples.asha).isEmpty)
    }

    @Test func tryingAgainSaysWhatWasThere() async throws {
        #expect(try await store.retry(MessageID("2"), in: StoreSamples.withAsha) == .queued)
        try await store.park(MessageID("1"), in: StoreSamples.withAsha, reason: "Too large.")
        #expect(try await store.retry(MessageID("1"), in: StoreSamples.withAsha) == .parked)
        #expect(try await store.outboxItems().map(\.state) == [.queued, .queued])
        try await store.acknowledge(MessageID("1"), in: StoreSamples.withAsha)
        try await store.apply(.delivered, ids: [MessageID("1")], from: StoreSamples.asha)
        #expect(try await store.retry(MessageID("1"), in: StoreSamples.withAsha) == .delivered)
        await #expect(throws: StoreError.unknownMessage(MessageID("absent"))) {
            try await store.retry(MessageID("absent"), in: StoreSamples.withAsha)
        }
    }
}
