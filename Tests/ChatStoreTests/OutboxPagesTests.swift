import ChatModel
import ChatStore
import ChatTestSupport
import Testing

/// The outbox from its end, a page at a time.
struct OutboxPagesTests {
    let sample: SampleStore
    var store: MessageStore { sample.store }

    init() async throws {
        sample = try await SampleStore()
        _ = try await sample.store.startDirect(with: StoreSamples.asha)
        for number in 1...9 {
            _ = try await sample.store.enqueue([StoreSamples.outgoing("text \(number)", id: "\(number)")])
        }
    }

    @Test func pagesBackwardsMeetPagesForwards() async throws {
        let all = try await store.outboxItems()
        #expect(try await store.outboxItems(before: nil, limit: 4) == Array(all.suffix(4)))
        #expect(try await store.outboxItems(before: all[5].row, limit: 4) == Array(all[1..<5]))
        #expect(try await store.outboxItems(before: all[2].row, limit: 4) == Array(all[..<2]))
        #expect(try await store.outboxItems(before: all[0].row, limit: 4) == [])
    }

    @Test func holesLeftBySentMessagesDoNotShortenAPage() async throws {
        for number in [4, 5, 7] { try await store.acknowledge(MessageID("\(number)"), in: StoreSamples.withAsha) }
        let left = try await store.outboxItems()
        #expect(try await store.outboxItems(before: nil, limit: 4).map(\.text) == left.suffix(4).map(\.text))
        #expect(left.suffix(4).map(\.text) == ["text 3", "text 6", "text 8", "text 9"])
    }

    @Test func anEmptyOutboxHasNoPages() async throws {
        let empty = try await SampleStore()
        #expect(try await empty.store.outboxItems(before: nil, limit: 10) == [])
    }
}
