import ChatModel
import ChatTestSupport
import Testing

@testable import ChatStore

/// What the store keeps of messages that nobody has confirmed.
struct WatchTests {
    let sample: SampleStore
    let owner: OwnerEpoch
    var store: MessageStore { sample.store }
    let time = StoreSamples.time

    init() async throws {
        sample = try await SampleStore()
        _ = try await sample.store.startDirect(with: StoreSamples.asha)
        try await sample.store.replaceGroup(StoreSamples.hostel)
        try await sample.store.enqueue([
            StoreSamples.outgoing("one", id: "1"), StoreSamples.outgoing("two", id: "2"),
            StoreSamples.outgoing("three", id: "3", in: StoreSamples.hostel.id),
        ])
        owner = try await sample.store.takeOwnership(processID: 1)
    }

    @Test func whatTheServerTookIsWatchedUntilItsReceiptComes() async throws {
        try await acknowledge("1", "2", at: time)
        #expect(
            try await store.watched().map(\.messageID.rawValue) == ["1", "2"])
        #expect(try await store.watched().allSatisfy { $0.written == time && $0.repairs == 0 && $0.link == .open })
        #expect(try await store.message(MessageID("1"))?.confirmation == Confirmation())

        try await store.apply(.delivered, ids: [MessageID("1")], from: StoreSamples.asha)
        try await store.apply(.read, ids: [MessageID("2")], from: StoreSamples.asha)

        #expect(try await store.watched().isEmpty)
        #expect(try await store.message(MessageID("1"))?.confirmation == nil)
    }

    @Test func aReceiptThatOvertakesTheAcknowledgementLeavesNothingToWatch() async throws {
        try await store.apply(.delivered, ids: [MessageID("1")], from: StoreSamples.asha)
        try await acknowledge("1", at: time)
        #expect(try await store.watched().isEmpty)
    }

    @Test func oneMembersReceiptEndsTheWatchOfAGroupMessage() async throws {
        try await acknowledge("3", in: StoreSamples.hostel.id, at: time)
        #expect(try await store.watched().count == 1)

        try await store.apply(.delivered, ids: [MessageID("3")], from: StoreSamples.ravi)

        #expect(try await store.watched().isEmpty)
        #expect(try await store.message(MessageID("3"))?.state == .sent)
    }

    @Test func aRepairIsCountedAndSaysTheSame() async throws {
        try await acknowledge("1", at: time)
        let watched = try #require(try await store.watched().first)
        let later = time.advanced(byMilliseconds: 60_000)

        let item = try #require(try await store.countRepair(watched.row, isLast: false, at: later, as: owner))

        #expect(item.text == "one" && item.messageID == MessageID("1") && item.to == StoreSamples.asha.rawValue)
        #expect(item.time == time && item.sequence == 1 && item.state == .sent)
        let again = try #require(try await store.watched().first)
        #expect(again.repairs == 1 && again.written == later && again.link == .open)
        #expect(try await store.message(MessageID("1"))?.confirmation == Confirmation(repairs: 1))
    }

    @Test func theLastRepairLeavesItUnconfirmedForTheUserToSee() async throws {
        try await acknowledge("1", at: time)
        let row = try #require(try await store.watched().first?.row)

        _ = try await store.countRepair(row, isLast: true, at: time, as: owner)

        #expect(try await store.watched().isEmpty)
        let message = try #require(try await store.message(MessageID("1")))
        #expect(message.isUnconfirmed && message.state == .sent)
        #expect(message.confirmation == Confirmation(repairs: 1, isGivenUp: true))
        try await store.apply(.delivered, ids: [MessageID("1")], from: StoreSamples.asha)
        #expect(try await store.message(MessageID("1"))?.isUnconfirmed == false)
    }

    @Test func whatIsConfirmedIsNotSentAgain() async throws {
        try await acknowledge("1", at: time)
        let row = try #require(try await store.watched().first?.row)
        try await store.apply(.delivered, ids: [MessageID("1")], from: StoreSamples.asha)
        #expect(try await store.countRepair(row, isLast: false, at: time, as: owner) == nil)
    }

    @Test func aLostLinkEndangersWhatWasJustWritten() async throws {
        try await acknowledge("1", at: time)
        try await acknowledge("2", at: time.advanced(byMilliseconds: 50_000))

        try await store.endLink(losingWrittenSince: time.advanced(byMilliseconds: 10_000), as: owner)

        #expect(try await store.watched().map(\.link) == [.safe, .lost])
    }

    @Test func anOrderlyEndEndangersNothing() async throws {
        try await acknowledge("1", at: time)
        try await store.endLink(losingWrittenSince: nil, as: owner)
        #expect(try await store.watched().map(\.link) == [.safe])
    }

    @Test func afterACrashWhatWasUnderWayCountsAsLost() async throws {
        try await acknowledge("1", at: time)
        try await store.endLink(losingWrittenSince: nil, as: owner)
        try await acknowledge("2", at: time)

        _ = try await store.takeOwnership(processID: 2)

        #expect(try await store.watched().map(\.link) == [.safe, .lost])
    }

    @Test func theUserAsksForOneThatWasGivenUp() async throws {
        try await acknowledge("1", at: time)
        let row = try #require(try await store.watched().first?.row)
        try await store.stopWatching([row], as: owner)
        #expect(try await store.message(MessageID("1"))?.isUnconfirmed == true)

        #expect(try await store.retry(MessageID("1"), in: StoreSamples.withAsha) == .sent)

        #expect(try await store.askedRepairs().map(\.row) == [row])
        _ = try await store.countRepair(row, isLast: true, at: time, as: owner)
        #expect(try await store.askedRepairs().isEmpty)
    }

    @Test func whoSendsReceiptsAndWhoWasHeardIsKept() async throws {
        #expect(try await confirmers(of: StoreSamples.withAsha) == [Confirmer(user: StoreSamples.asha)])

        try await store.insertOnce([StoreSamples.incoming("hello", id: "a", after: 5_000)])
        let heard = time.advanced(byMilliseconds: 5_000)
        #expect(try await confirmers(of: StoreSamples.withAsha) == [Confirmer(user: StoreSamples.asha, heard: heard)])

        try await store.apply(.delivered, ids: [MessageID("1")], from: StoreSamples.asha)
        #expect(
            try await confirmers(of: StoreSamples.withAsha) == [
                Confirmer(user: StoreSamples.asha, sendsReceipts: true, heard: heard)
            ])
        try await store.hear(StoreSamples.asha, at: heard.advanced(byMilliseconds: 9))
        #expect(
            try await confirmers(of: StoreSamples.withAsha).first?.heard == heard.advanced(byMilliseconds: 9))
    }

    @Test func membersConfirmForAGroupAndWeDoNot() async throws {
        #expect(
            Set(try await confirmers(of: StoreSamples.hostel.id).map(\.user)) == [StoreSamples.asha, StoreSamples.ravi])
    }

    @Test func aReceiptForNothingOfOursProvesNothing() async throws {
        try await store.apply(.delivered, ids: [MessageID("1")], from: StoreSamples.ravi)
        try await store.apply(.delivered, ids: [MessageID("unknown")], from: StoreSamples.asha)
        #expect(try await confirmers(of: StoreSamples.withAsha).map(\.sendsReceipts) == [false])
        #expect(try await store.message(MessageID("1"))?.state == .queued)
    }

    private func confirmers(of conversation: ConversationID) async throws -> [Confirmer] {
        try await store.confirmers(of: conversation)
    }

    private func acknowledge(
        _ ids: String..., in conversation: ConversationID = StoreSamples.withAsha, at time: Timestamp
    ) async throws {
        var progress = OutboxProgress()
        progress.acknowledged = ids.map { OwnMessageReference(id: MessageID($0), conversation: conversation) }
        try await store.record(progress, at: time, as: owner)
    }
}
