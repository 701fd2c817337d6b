import ChatModel
import ChatStore
import ChatTestSupport
import Testing

struct IncomingTests {
    let sample: SampleStore
    var store: MessageStore { sample.store }

    init() async throws {
        sample = try await SampleStore()
    }

    @Test func aStrangersMessageMakesTheConversationAndTheContact() async throws {
        let inserted = try await store.insertOnce([StoreSamples.incoming("hello", id: "a")])

        #expect(inserted.map(\.isNew) == [true])
        let timeline = try await store.timeline(of: StoreSamples.withAsha, limit: 9)
        #expect(inserted.map(\.message) == timeline)
        #expect(inserted.map(\.message.state) == [nil])
        let conversation = try await store.conversation(StoreSamples.withAsha)
        #expect(conversation?.kind == .direct(peer: StoreSamples.asha))
        #expect(conversation?.title == StoreSamples.asha.rawValue)
        #expect(try await store.contact(StoreSamples.asha)?.status == .unknown)
    }

    @Test func aDuplicateIsNotNewAndKeepsTheFirstText() async throws {
        let first = try await store.insertOnce([StoreSamples.incoming("hello", id: "a")])
        let second = try await store.insertOnce([
            StoreSamples.incoming("forged", id: "a", after: 5), StoreSamples.incoming("next", id: "b"),
            StoreSamples.incoming("next", id: "b"),
        ])

        #expect(second.map(\.isNew) == [false, true, false])
        #expect(second[0].message == first[0].message)
        #expect(try await store.timeline(of: StoreSamples.withAsha, limit: 9).count == 2)
        #expect(try await store.totalUnread() == 2)
    }

    @Test func theSameIdFromAnotherSenderIsAnotherMessage() async throws {
        try await store.replaceGroup(StoreSamples.hostel)
        let inserted = try await store.insertOnce([
            StoreSamples.incoming("hello", id: "a", in: StoreSamples.hostel.id, isGroup: true),
            StoreSamples.incoming("hello", id: "a", in: StoreSamples.hostel.id, from: StoreSamples.ravi, isGroup: true),
            StoreSamples.incoming("hello", id: "a"),
        ])

        #expect(inserted.map(\.isNew) == [true, true, true])
    }

    @Test func theEchoOfAnOwnMessageIsNotANewOne() async throws {
        try await store.replaceGroup(StoreSamples.hostel)
        try await store.enqueue(StoreSamples.outgoing("hello", id: "a", in: StoreSamples.hostel.id))

        let echo = try await store.insertOnce([
            StoreSamples.incoming("hello", id: "a", in: StoreSamples.hostel.id, from: StoreSamples.own, isGroup: true)
        ])

        #expect(echo.map(\.isNew) == [false])
        #expect(echo.map(\.message.state) == [.queued])
        #expect(try await store.pendingReceipts().isEmpty)
    }

    @Test func anOwnMessageFromAnotherClientComesInAsSent() async throws {
        try await store.replaceGroup(StoreSamples.hostel)

        let inserted = try await store.insertOnce([
            StoreSamples.incoming("hello", id: "a", in: StoreSamples.hostel.id, from: StoreSamples.own, isGroup: true)
        ])

        #expect(inserted.map(\.message.state) == [.sent])
        #expect(try await store.totalUnread() == 0)
        #expect(try await store.outboxItems().isEmpty)
        #expect(try await store.pendingReceipts().isEmpty)
    }

    @Test(arguments: [
        MessageBody.text("नमस्ते 👋\nline two"), .groupChange(GroupChange(added: [StoreSamples.asha], removed: [])),
        .unsupported(contentType: "poll", raw: "{\"options\":[1,2]}"), .text(""),
    ])
    func everyBodyComesBackAsItWent(body: MessageBody) async throws {
        var message = StoreSamples.incoming("", id: "a")
        message.body = body

        try await store.insertOnce([message])

        #expect(try await store.timeline(of: StoreSamples.withAsha, limit: 1).map(\.body) == [body])
        #expect(try await store.conversations(limit: 1).map(\.preview) == [body])
    }

    @Test func aTimeThatCannotBeBelievedGivesWayToTheArrival() async throws {
        var message = StoreSamples.incoming("hello", id: "a")
        message.time = Timestamp(milliseconds: 0)
        let stored = try await store.insertOnce([message])

        #expect(stored.map(\.message.time) == [StoreSamples.time])
    }

    @Test func aFullBatchGoesThroughInOneTransaction() async throws {
        let batch = (0..<500).map { StoreSamples.incoming("message \($0)", id: "id-\($0)", after: Int64($0)) }

        let inserted = try await store.insertOnce(batch)

        #expect(inserted.filter(\.isNew).count == 500)
        #expect(try await store.timeline(of: StoreSamples.withAsha, limit: 1_000).count == 500)
        #expect(try await store.conversations(limit: 1).first?.preview == .text("message 499"))
    }

    @Test func unreadableFramesAreKeptCountedAndBounded() async throws {
        let large = [UInt8](repeating: 7, count: UnreadableFrame.maximumBytes + 1)
        var frame = UnreadableFrame(bytes: large, isText: false, reason: "no opcode", arrival: StoreSamples.time)
        try await store.keepUnreadable(frame)
        frame.bytes.removeLast()
        #expect(try await store.unreadableFrames(limit: 9) == [frame])

        let text = UnreadableFrame(bytes: Array("{".utf8), isText: true, reason: "no JSON", arrival: StoreSamples.time)
        for _ in 0..<UnreadableFrame.maximumCount {
            try await store.keepUnreadable(text)
        }

        #expect(try await store.unreadableCount() == UnreadableFrame.maximumCount + 1)
        #expect(try await store.unreadableFrames(limit: .max).count == UnreadableFrame.maximumCount)
    }
}
