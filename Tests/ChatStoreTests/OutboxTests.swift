import ChatModel
import ChatStore
import ChatTestSupport
import Testing

struct OutboxTests {
    let sample: SampleStore
    var store: MessageStore { sample.store }

    init() async throws {
        sample = try await SampleStore()
        _ = try await sample.store.startDirect(with: StoreSamples.asha)
        try await sample.store.replaceGroup(StoreSamples.hostel)
        try await sample.store.enqueue([
            StoreSamples.outgoing("one", id: "1"), StoreSamples.outgoing("two", id: "2"),
            StoreSamples.outgoing("three", id: "3", in: StoreSamples.hostel.id),
        ])
    }

    @Test func itemsComeInTheOrderOfEnqueueing() async throws {
        let items = try await store.outboxItems()

        #expect(items.map(\.text) == ["one", "two", "three"])
        #expect(items.map(\.to) == [StoreSamples.asha.rawValue, StoreSamples.asha.rawValue, "group-hostel"])
        #expect(items.map(\.isGroup) == [false, false, true])
        #expect(try await store.outboxItems(after: items[0].row, limit: 1).map(\.text) == ["two"])
    }

    @Test func anAcknowledgedMessageIsSentAndLeaves() async throws {
        #expect(try await store.acknowledge(MessageID("1"), in: StoreSamples.withAsha) == .sent)

        #expect(try await store.message(MessageID("1"))?.state == .sent)
        #expect(try await store.outboxItems().map(\.text) == ["two", "three"])
        #expect(try await store.outboxCounts() == OutboxCounts(waiting: 2, parked: 0))
    }

    @Test func anAcknowledgementOfSomethingElseIsHarmless() async throws {
        try await store.acknowledge(MessageID("1"), in: StoreSamples.withAsha)

        #expect(try await store.acknowledge(MessageID("1"), in: StoreSamples.withAsha) == nil)
        #expect(try await store.acknowledge(MessageID("2"), in: StoreSamples.hostel.id) == nil)
        #expect(try await store.acknowledge(MessageID("absent"), in: StoreSamples.withAsha) == nil)
        #expect(try await store.outboxItems().count == 2)
    }

    @Test func severalAcknowledgementsAreOneTransaction() async throws {
        let states = try await store.acknowledge([
            OwnMessageReference(id: MessageID("3"), conversation: StoreSamples.hostel.id),
            OwnMessageReference(id: MessageID("absent"), conversation: StoreSamples.hostel.id),
            OwnMessageReference(id: MessageID("1"), conversation: StoreSamples.withAsha),
        ])

        #expect(states == [.sent, nil, .sent])
        #expect(try await store.outboxItems().map(\.text) == ["two"])
    }

    @Test func aParkedMessageKeepsItsPlaceAndItsReason() async throws {
        try await store.park(MessageID("1"), in: StoreSamples.withAsha, reason: "Too large.")

        let parked = try #require(try await store.outboxItems().first)
        #expect(parked.state == .parked)
        #expect(parked.parkReason == "Too large.")
        #expect(try await store.message(MessageID("1"))?.parkReason == "Too large.")
        #expect(try await store.outboxCounts() == OutboxCounts(waiting: 2, parked: 1))

        try await store.unpark(MessageID("1"), in: StoreSamples.withAsha)
        let item = try #require(try await store.outboxItems().first)
        #expect(item.text == "one")
        #expect(item.state == .queued)
        #expect(item.parkReason == nil)
    }

    @Test func movesOutsideTheTableAreErrors() async throws {
        await #expect(throws: StoreError.illegalMove(from: .queued, to: .queued)) {
            try await store.unpark(MessageID("1"), in: StoreSamples.withAsha)
        }
        try await store.park(MessageID("1"), in: StoreSamples.withAsha, reason: "Stopped.")
        await #expect(throws: StoreError.illegalMove(from: .parked, to: .parked)) {
            try await store.park(MessageID("1"), in: StoreSamples.withAsha, reason: "Stopped.")
        }
        await #expect(throws: StoreError.illegalMove(from: .parked, to: .sent)) {
            try await store.acknowledge(MessageID("1"), in: StoreSamples.withAsha)
        }
        await #expect(throws: StoreError.unknownMessage(MessageID("absent"))) {
            try await store.park(MessageID("absent"), in: StoreSamples.withAsha, reason: "Stopped.")
        }
        #expect(try await store.message(MessageID("1"))?.state == .parked)
    }

    @Test func everyMessageHasAHigherNumberThanTheOneBefore() async throws {
        let more = try await store.enqueue([
            StoreSamples.outgoing("four", id: "4"), StoreSamples.outgoing("five", id: "5", after: -60_000),
            StoreSamples.outgoing("six", id: "6", in: StoreSamples.hostel.id),
        ])

        #expect(try await store.outboxItems().map(\.sequence) == [1, 2, 1, 3, 4, 2])
        #expect(more.map(\.sequence) == [3, 4, 2])
    }
}

extension EnqueueResult {
    fileprivate var sequence: Int64? {
        switch self {
        case .stored(let message), .alreadyStored(let message): message.sequence
        case .conflict: nil
        }
    }
}
