import ChatModel
import ChatStore
import ChatTestSupport
import Testing

struct ReadingTests {
    let sample: SampleStore
    var store: MessageStore { sample.store }
    let messages: [Message]

    init() async throws {
        sample = try await SampleStore()
        messages = try await sample.store.insertOnce(
            (0..<4).map { StoreSamples.incoming("message \($0)", id: "\($0)", after: Int64($0) * 1_000) }
        ).map(\.message)
    }

    @Test func whatWasNotSeenIsUnread() async throws {
        #expect(try await store.readMarker(of: StoreSamples.withAsha) == nil)
        #expect(try await unread() == 4)

        try await store.markRead(StoreSamples.withAsha, through: messages[1].position)

        #expect(try await store.readMarker(of: StoreSamples.withAsha) == messages[1].position)
        #expect(try await unread() == 2)
        #expect(try await store.totalUnread() == 2)
    }

    @Test func seeingAMessageOwesAReadReceiptForAllBefore() async throws {
        try await store.removeReceipts(store.pendingReceipts())

        try await store.markRead(StoreSamples.withAsha, through: messages[1].position)

        let receipts = try await store.pendingReceipts()
        #expect(receipts.map(\.kind) == [.read])
        #expect(receipts.map(\.ids) == [[MessageID("0"), MessageID("1")]])
    }

    @Test func theMarkerNeverMovesBack() async throws {
        try await store.markRead(StoreSamples.withAsha, through: messages[2].position)
        try await store.markRead(StoreSamples.withAsha, through: messages[0].position)

        #expect(try await store.readMarker(of: StoreSamples.withAsha) == messages[2].position)
        #expect(try await unread() == 1)
    }

    @Test func whatArrivesLateBehindTheMarkerIsUnreadAllTheSame() async throws {
        try await store.markRead(StoreSamples.withAsha, through: messages[3].position)

        try await store.insertOnce([StoreSamples.incoming("late", id: "late", after: 500)])

        #expect(try await unread() == 1)
        try await store.markRead(StoreSamples.withAsha, through: messages[3].position)
        #expect(try await unread() == 0)
    }

    @Test func ownMessagesAreNeverUnread() async throws {
        try await store.markRead(StoreSamples.withAsha, through: messages[3].position)
        try await store.enqueue(StoreSamples.outgoing("answer", id: "own"))

        #expect(try await unread() == 0)
    }

    @Test func aBacklogIsReadInSeveralSteps() async throws {
        try await store.insertOnce(
            (0..<4_500).map { StoreSamples.incoming("more", id: "more \($0)", after: 10_000 + Int64($0)) })
        let newest = try #require(try await store.timeline(of: StoreSamples.withAsha, limit: 2).first)

        try await store.markRead(StoreSamples.withAsha, through: newest.position)

        #expect(try await unread() == 1)
        #expect(try await store.readMarker(of: StoreSamples.withAsha) == newest.position)
        let receipts = try await store.pendingReceipts(limit: 100)
        #expect(receipts.filter { $0.kind == .read }.flatMap(\.ids).count == 4_503)
    }

    @Test func everyConversationHasItsOwnMarker() async throws {
        try await store.insertOnce([
            StoreSamples.incoming("hello", id: "r", in: StoreSamples.withRavi, from: StoreSamples.ravi)
        ])

        try await store.markRead(StoreSamples.withAsha, through: messages[3].position)

        #expect(try await store.readMarker(of: StoreSamples.withRavi) == nil)
        #expect(try await store.totalUnread() == 1)
    }

    private func unread() async throws -> Int? {
        try await store.conversations(limit: 9).first { $0.id == StoreSamples.withAsha }?.unreadCount
    }
}
