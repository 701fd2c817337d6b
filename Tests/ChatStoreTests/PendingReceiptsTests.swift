import ChatModel
import ChatStore
import ChatTestSupport
import Testing

struct PendingReceiptsTests {
    let sample: SampleStore
    var store: MessageStore { sample.store }

    init() async throws {
        sample = try await SampleStore()
    }

    @Test func everyReceivedMessageOwesADeliveredReceiptToItsAuthor() async throws {
        try await store.insertOnce([
            StoreSamples.incoming("one", id: "1"),
            StoreSamples.incoming("two", id: "2", in: StoreSamples.hostel.id, from: StoreSamples.ravi, isGroup: true),
            StoreSamples.incoming("three", id: "3"),
        ])

        #expect(
            try await store.pendingReceipts() == [
                PendingReceipt(
                    kind: .delivered, to: StoreSamples.asha, conversation: StoreSamples.withAsha,
                    ids: [MessageID("1"), MessageID("3")]),
                PendingReceipt(
                    kind: .delivered, to: StoreSamples.ravi, conversation: StoreSamples.hostel.id,
                    ids: [MessageID("2")]),
            ])
    }

    @Test func aDuplicateIsAcknowledgedAgain() async throws {
        try await store.insertOnce([StoreSamples.incoming("one", id: "1")])
        try await store.removeReceipts(store.pendingReceipts())
        #expect(try await store.pendingReceipts().isEmpty)

        try await store.insertOnce([StoreSamples.incoming("one", id: "1")])

        #expect(try await store.pendingReceipts().map(\.ids) == [[MessageID("1")]])
    }

    @Test func aReadReceiptTakesThePlaceOfADeliveredOne() async throws {
        let inserted = try await store.insertOnce([StoreSamples.incoming("one", id: "1")])
        let sentMeanwhile = try await store.pendingReceipts()

        try await store.markRead(StoreSamples.withAsha, through: inserted[0].message.position)
        try await store.removeReceipts(sentMeanwhile)

        #expect(try await store.pendingReceipts().map(\.kind) == [.read])
        try await store.insertOnce([StoreSamples.incoming("one", id: "1")])
        #expect(try await store.pendingReceipts().map(\.kind) == [.read])
    }

    @Test func noReceiptNamesMoreThanAHundredIds() async throws {
        try await store.insertOnce((0..<250).map { StoreSamples.incoming("text", id: "\($0)") })

        #expect(try await store.pendingReceipts().map(\.ids.count) == [100, 100, 50])
        #expect(try await store.pendingReceipts(limit: 2).map(\.ids.count) == [100, 100])
    }

    @Test func aGroupChangeOwesNoReceipt() async throws {
        var change = StoreSamples.incoming("", id: "1", in: StoreSamples.hostel.id, isGroup: true)
        change.body = .groupChange(GroupChange(added: [StoreSamples.ravi]))
        let inserted = try await store.insertOnce([change])

        try await store.markRead(StoreSamples.hostel.id, through: inserted[0].message.position)

        #expect(try await store.pendingReceipts().isEmpty)
    }

    @Test func oldReceiptsAreForgotten() async throws {
        try await store.insertOnce([StoreSamples.incoming("one", id: "1")])

        try await store.removeReceipts(queuedBefore: StoreSamples.time)
        #expect(try await store.pendingReceiptCount() == 1)
        try await store.removeReceipts(queuedBefore: StoreSamples.time.advanced(byMilliseconds: 1))
        #expect(try await store.pendingReceiptCount() == 0)
    }

    @Test func aDuplicateIsAnsweredWithWhatIsTrueByNow() async throws {
        let sample = try await SampleStore()
        let store = sample.store
        let message = StoreSamples.incoming("hello", id: "a")
        let stored = try #require(try await store.insertOnce([message]).first).message
        try await store.removeReceipts(try await store.pendingReceipts())

        try await store.insertOnce([message])
        #expect(try await store.pendingReceipts().map(\.kind) == [.delivered])

        try await store.markRead(StoreSamples.withAsha, through: stored.position)
        try await store.removeReceipts(try await store.pendingReceipts())
        try await store.insertOnce([message])
        #expect(try await store.pendingReceipts().map(\.kind) == [.read])
    }
}
