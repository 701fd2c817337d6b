import ChatModel
import ChatStore
import ChatTestSupport
import Testing

struct OutgoingTests {
    let sample: SampleStore
    var store: MessageStore { sample.store }

    init() async throws {
        sample = try await SampleStore()
        _ = try await sample.store.startDirect(with: StoreSamples.asha)
    }

    @Test func anEnqueuedTextIsInTheTimelineAndInTheOutbox() async throws {
        let result = try await store.enqueue(StoreSamples.outgoing("hello", id: "a"))

        guard case .stored(let message) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(message.sender == StoreSamples.own)
        #expect(message.state == .queued)
        #expect(message.time == StoreSamples.time)
        #expect(try await store.timeline(of: StoreSamples.withAsha, limit: 9) == [message])
        #expect(try await store.message(row: message.row) == message)
        let items = try await store.outboxItems()
        let expected = OutboxItem(
            row: 1, messageID: MessageID("a"), conversation: StoreSamples.withAsha, isGroup: false,
            to: StoreSamples.asha.rawValue, text: "hello", time: StoreSamples.time, sequence: 1)
        #expect(items == [expected])
        #expect(try await store.outboxItem(1) == expected)
    }

    @Test func whatEnqueueReturnedFromIsSeenByAnotherOpener() async throws {
        try await store.enqueue(StoreSamples.outgoing("hello", id: "a"))

        #expect(try await sample.reopen().message(MessageID("a"))?.body == .text("hello"))
    }

    @Test func theSameTextUnderTheSameIdIsStoredOnce() async throws {
        let text = StoreSamples.outgoing("hello", id: "a")
        guard case .stored(let message) = try await store.enqueue(text) else { return }

        #expect(try await store.enqueue(text) == .alreadyStored(message))
        #expect(try await store.timeline(of: StoreSamples.withAsha, limit: 9).count == 1)
        #expect(try await store.outboxItems().count == 1)
    }

    @Test func anotherTextUnderTheSameIdIsAConflict() async throws {
        try await store.enqueue(StoreSamples.outgoing("hello", id: "a"))

        #expect(try await store.enqueue(StoreSamples.outgoing("good-bye", id: "a")) == .conflict)
        #expect(try await store.message(MessageID("a"))?.body == .text("hello"))
    }

    @Test func theSameIdMayBeUsedInTwoConversations() async throws {
        _ = try await store.startDirect(with: StoreSamples.ravi)
        try await store.enqueue(StoreSamples.outgoing("hello", id: "a"))
        try await store.enqueue(StoreSamples.outgoing("hi", id: "a", in: StoreSamples.withRavi))

        #expect(try await store.message(MessageID("a"), in: StoreSamples.withAsha)?.body == .text("hello"))
        #expect(try await store.message(MessageID("a"), in: StoreSamples.withRavi)?.body == .text("hi"))
    }

    @Test func anOwnMessageStandsAfterEverythingInItsConversation() async throws {
        try await store.insertOnce([StoreSamples.incoming("from the future", id: "a", after: 60_000)])
        try await store.enqueue(StoreSamples.outgoing("first", id: "b"))
        try await store.enqueue(StoreSamples.outgoing("second", id: "c"))

        let times = try await store.timeline(of: StoreSamples.withAsha, limit: 9).map(\.time.milliseconds)
        let base = StoreSamples.time.milliseconds + 60_000
        #expect(times == [base, base + 1, base + 2])
    }

    @Test func enqueueingForgetsTheDraftThatWasSent() async throws {
        try await store.setDraft("hel", of: StoreSamples.withAsha)
        try await store.enqueue(StoreSamples.outgoing("hello", id: "a"))
        #expect(try await store.draft(of: StoreSamples.withAsha) == nil)

        try await store.setDraft("half a thought", of: StoreSamples.withAsha)
        var fromElsewhere = StoreSamples.outgoing("from a script", id: "b")
        fromElsewhere.clearsDraft = false
        try await store.enqueue(fromElsewhere)
        #expect(try await store.draft(of: StoreSamples.withAsha) == "half a thought")
    }

    @Test func aBatchIsStoredAsAWholeOrNotAtAll() async throws {
        let absent = ConversationID("absent")
        let batch = [
            StoreSamples.outgoing("hello", id: "a"), StoreSamples.outgoing("hello", id: "b", in: absent),
        ]

        await #expect(throws: StoreError.unknownConversation(absent)) { try await store.enqueue(batch) }

        #expect(try await store.message(MessageID("a")) == nil)
        #expect(try await store.outboxItems().isEmpty)
    }

    @Test func aCallThatWasBegunIsFinishedAlthoughItsTaskIsCancelled() async throws {
        let task = Task { [store] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.enqueue(StoreSamples.outgoing("hello", id: "a"))
        }

        guard case .stored = try await task.value else {
            Issue.record("not stored")
            return
        }
        #expect(try await store.message(MessageID("a")) != nil)
    }
}
