import ChatModel
import ChatStore
import Testing

@testable import ChatCore

/// Which messages may be written: the store's count comes first, and runs ahead of a long queue.
struct AttemptsTests {
    private var outbox = Outbox()
    private var attempts = Attempts()

    private func entry(_ row: Int64, _ conversation: String = "a", isGroupOperation: Bool = false) -> Outbox.Entry {
        Outbox.Entry(
            row: row, messageID: MessageID("m\(row)"), conversation: ConversationID(conversation),
            isGroupOperation: isGroupOperation)
    }

    private func item(_ entry: Outbox.Entry) -> OutboxItem {
        OutboxItem(
            row: entry.row, messageID: entry.messageID, conversation: entry.conversation, isGroup: false, to: "b",
            text: "text", time: Timestamp(milliseconds: 0))
    }

    private mutating func handle(_ event: Outbox.Event) {
        for case .transmit(let entry) in outbox.handle(event, now: .zero) { attempts.decide(entry) }
    }

    /// Counts what is due, as the store would.
    private mutating func count() -> [Int64] {
        let (rows, _) = attempts.beginCounting(outbox)
        let gone = attempts.endCounting(rows, rows.map { item(entry($0)) })
        #expect(gone.isEmpty)
        return rows
    }

    private mutating func write() -> [Int64] { attempts.takeWritable(outbox).messages.map(\.row) }

    @Test mutating func nothingIsWrittenBeforeItIsCounted() {
        handle(.linkUp)
        handle(.found([entry(1)]))
        #expect(!attempts.isWriteDue && write() == [])
        #expect(count() == [1])
        #expect(attempts.isWriteDue && write() == [1])
        #expect(write() == [])
    }

    @Test mutating func aLongQueueIsCountedAheadTwiceAsFarEachTime() {
        handle(.linkUp)
        handle(.found((1...100).map { entry($0) }))
        var counts: [[Int64]] = []
        for row in Int64(1)...20 {
            if attempts.isCountDue { counts.append(count()) }
            #expect(write() == [row])
            handle(.acknowledged(MessageID("m\(row)")))
        }
        #expect(counts.prefix(4) == [[1], [2, 3], [4, 5, 6], [7, 8, 9, 10]])
        #expect(counts.allSatisfy { $0.count <= Attempts.farthest })
        #expect(counts.flatMap(\.self) == Array(1...Int64(counts.flatMap(\.self).count)))
    }

    @Test mutating func nothingIsCountedBeyondAGroupOperation() {
        handle(.linkUp)
        handle(.found([entry(1), entry(2), entry(3, isGroupOperation: true), entry(4)]))
        #expect(count() == [1] && write() == [1])
        handle(.acknowledged(MessageID("m1")))
        #expect(count() == [2])
    }

    @Test mutating func whatIsGoneIsToldAndNotWritten() {
        handle(.linkUp)
        handle(.found([entry(1), entry(2, "b")]))
        let (rows, _) = attempts.beginCounting(outbox)
        #expect(attempts.endCounting(rows, [item(entry(2, "b"))]) == [1])
        #expect(write() == [2])
    }

    @Test mutating func theCountOfWhatALostLinkDidNotCarryIsTakenBack() {
        handle(.linkUp)
        handle(.found((1...4).map { entry($0) }))
        #expect(count() == [1] && write() == [1])
        handle(.acknowledged(MessageID("m1")))
        #expect(count() == [2, 3] && write() == [2])
        handle(.linkDown)
        attempts.loseLink()
        #expect(!attempts.isWriteDue && attempts.isCountDue)
        let (rows, unused) = attempts.beginCounting(outbox)
        #expect(rows == [] && unused == [3])
    }

    @Test mutating func aCountMayBeTakenBackAloneWhileTheMessageWaits() {
        handle(.linkUp)
        handle(.found((1...4).map { entry($0) }))
        #expect(count() == [1] && write() == [1])
        handle(.acknowledged(MessageID("m1")))
        #expect(count() == [2, 3])
        #expect(attempts.release(MessageID("m3"), in: ConversationID("a")) == 3)
        #expect(attempts.release(MessageID("m3"), in: ConversationID("a")) == nil)
    }

    @Test mutating func whatIsNoLongerInFlightIsNotWritten() {
        handle(.linkUp)
        handle(.found([entry(1)]))
        #expect(count() == [1])
        handle(.gone(row: 1))
        #expect(write() == [])
    }
}
