import ChatModel
import ChatStore
import ChatTestSupport
import Testing

struct HeardReceiptsTests {
    let sample: SampleStore
    var store: MessageStore { sample.store }
    let one = MessageID("1")
    let group = MessageID("2")

    init() async throws {
        sample = try await SampleStore()
        _ = try await sample.store.startDirect(with: StoreSamples.asha)
        try await sample.store.replaceGroup(StoreSamples.hostel)
        try await sample.store.enqueue([
            StoreSamples.outgoing("one", id: "1"),
            StoreSamples.outgoing("two", id: "2", in: StoreSamples.hostel.id),
        ])
    }

    @Test func aPeersReceiptsMoveAMessageOn() async throws {
        try await store.acknowledge(one, in: StoreSamples.withAsha)

        let delivered = try await store.apply(.delivered, ids: [one], from: StoreSamples.asha)
        #expect(delivered.map(\.state) == [.delivered])
        let read = try await store.apply(.read, ids: [one], from: StoreSamples.asha)
        #expect(read.map(\.state) == [.read])
        #expect(try await store.message(one)?.state == .read)
    }

    @Test(arguments: ReceiptKind.allCases)
    func aReceiptMayOvertakeTheAcknowledgement(kind: ReceiptKind) async throws {
        #expect(try await store.apply(kind, ids: [one], from: StoreSamples.asha).map(\.state) == [kind.deliveryState])

        #expect(try await store.outboxItems().map(\.messageID) == [group])
        #expect(try await store.acknowledge(one, in: StoreSamples.withAsha) == nil)
        #expect(try await store.message(one)?.state == kind.deliveryState)
    }

    @Test func aReceiptForAStateAlreadyReachedIsNoNews() async throws {
        try await store.apply(.read, ids: [one], from: StoreSamples.asha)

        #expect(try await store.apply(.read, ids: [one], from: StoreSamples.asha).isEmpty)
        #expect(try await store.apply(.delivered, ids: [one], from: StoreSamples.asha).isEmpty)
        #expect(try await store.message(one)?.state == .read)
    }

    @Test func aReceiptProvesThatAParkedMessageWasSentAfterAll() async throws {
        try await store.park(one, in: StoreSamples.withAsha, reason: "Stopped.")

        let moved = try await store.apply(.delivered, ids: [one], from: StoreSamples.asha)

        #expect(moved.map(\.state) == [.delivered])
        #expect(moved.map(\.parkReason) == [nil])
        #expect(try await store.outboxCounts() == OutboxCounts(waiting: 1, parked: 0))
    }

    @Test func onlyTheAddresseeIsBelieved() async throws {
        try await store.upsertContacts([Contact(user: StoreSamples.meera, name: "Meera")])

        #expect(try await store.apply(.read, ids: [one, group], from: StoreSamples.meera).isEmpty)
        #expect(try await store.apply(.read, ids: [one], from: StoreSamples.ravi).isEmpty)
        #expect(try await store.apply(.read, ids: [one], from: UserID("+10000000000")).isEmpty)
        #expect(try await store.apply(.read, ids: [MessageID("absent")], from: StoreSamples.asha).isEmpty)
        #expect(try await store.outboxItems().count == 2)
    }

    @Test func receivedMessagesHaveNoStateToMove() async throws {
        try await store.insertOnce([StoreSamples.incoming("hello", id: "from asha")])

        #expect(try await store.apply(.read, ids: [MessageID("from asha")], from: StoreSamples.asha).isEmpty)
    }

    @Test func aGroupMessageIsDeliveredWhenEveryOtherMemberHasIt() async throws {
        try await store.acknowledge(group, in: StoreSamples.hostel.id)

        #expect(try await store.apply(.delivered, ids: [group], from: StoreSamples.asha).isEmpty)
        #expect(try await store.apply(.read, ids: [group], from: StoreSamples.ravi).map(\.state) == [.delivered])
        #expect(try await store.apply(.delivered, ids: [group], from: StoreSamples.ravi).isEmpty)
        #expect(try await store.apply(.read, ids: [group], from: StoreSamples.asha).map(\.state) == [.read])
    }

    @Test func theFirstMembersReceiptProvesThatAGroupMessageWasSent() async throws {
        let moved = try await store.apply(.delivered, ids: [group], from: StoreSamples.asha)

        #expect(moved.map(\.state) == [.sent])
        #expect(try await store.outboxItems().map(\.messageID) == [one])
    }

    @Test func whoJoinedLaterOwesNoReceipt() async throws {
        var grown = StoreSamples.hostel
        grown.members.append(Member(user: StoreSamples.meera, role: .user))
        try await store.replaceGroup(grown)

        try await store.apply(.delivered, ids: [group], from: StoreSamples.asha)
        try await store.apply(.delivered, ids: [group], from: StoreSamples.ravi)

        #expect(try await store.message(group)?.state == .delivered)
    }

    @Test func whatWasSaidBeforeTheMembersWereKnownWasSaidToAllOfThem() async throws {
        let attic = Group(id: ConversationID("attic"), name: "Attic", members: [])
        let early = MessageID("early")
        try await store.replaceGroup(attic)
        try await store.enqueue(
            OutgoingText(id: early, conversation: attic.id, text: "anybody?", now: StoreSamples.time))
        try await store.replaceGroup(Group(id: attic.id, name: "Attic", members: StoreSamples.hostel.members))

        try await store.apply(.delivered, ids: [early], from: StoreSamples.asha)
        #expect(try await store.message(early)?.state == .sent)

        try await store.apply(.delivered, ids: [early], from: StoreSamples.ravi)
        #expect(try await store.message(early)?.state == .delivered)
    }

    @Test func severalReceiptsAreOneTransaction() async throws {
        let moved = try await store.apply([
            HeardReceipt(kind: .delivered, ids: [one, group], from: StoreSamples.asha),
            HeardReceipt(kind: .read, ids: [one], from: StoreSamples.asha),
            HeardReceipt(kind: .delivered, ids: [group], from: StoreSamples.ravi),
        ])

        #expect(moved.map(\.state) == [.read, .delivered])
    }
}
