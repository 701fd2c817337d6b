import ChatModel
import ChatTestSupport
import GRDB
import Testing

@testable import ChatStore

/// Groups that are made and changed before the server hears of it.
struct GroupOperationsTests {
    private let sample: SampleStore
    private var store: MessageStore { sample.store }
    private let asha = StoreSamples.asha
    private let ravi = StoreSamples.ravi
    private let meera = StoreSamples.meera
    private let trip = ConversationID.provisional(MessageID("make"))
    private let hostel = StoreSamples.hostel.id

    init() async throws {
        sample = try await SampleStore()
    }

    private func new(
        _ kind: GroupOperation.Kind, _ users: [UserID], in conversation: ConversationID, id: String,
        title: String? = nil
    ) -> NewGroupOperation {
        NewGroupOperation(
            id: MessageID(id), conversation: conversation, kind: kind, users: users, title: title,
            now: StoreSamples.time)
    }

    private func epoch() async throws -> OwnerEpoch {
        if let ownership = try await store.ownership() { return ownership.epoch }
        return try await store.takeOwnership(processID: 1)
    }

    private func complete(_ id: String, as conversation: ConversationID) async throws -> GroupCreationOutcome {
        try await store.completeGroupCreation(outboxRow: row(id), named: conversation, as: epoch())
    }

    private func refuse(_ id: String, code: String = "no", reason: String = "No.") async throws {
        try await store.refuseGroupOperation(outboxRow: row(id), code: code, reason: reason, as: epoch())
    }

    private func makeTrip() async throws {
        try await store.enqueue([new(.create, [asha, ravi], in: trip, id: "make", title: "Trip")])
    }

    private func row(_ id: String) async throws -> Int64 {
        try #require(try await store.outboxKeys().keys.first { $0.id.rawValue == id }?.row)
    }

    private func say(_ text: String, in conversation: ConversationID) async throws {
        try await store.enqueue(StoreSamples.outgoing(text, id: text, in: conversation))
    }

    @Test func aNewGroupIsThereAtOnce() async throws {
        try await makeTrip()

        let conversation = try #require(try await store.conversation(trip))
        #expect(conversation.title == "Trip" && conversation.isGroup && conversation.id.isProvisional)
        #expect(
            Set(try await store.members(of: trip)) == [
                Member(user: StoreSamples.own, role: .admin), Member(user: asha, role: .user, isPending: true),
                Member(user: ravi, role: .user, isPending: true),
            ])
        let notice = try #require(try await store.timeline(of: trip, limit: 9).first)
        #expect(notice.body == .groupChange(GroupChange(added: [asha, ravi], created: "Trip")))
        #expect(notice.state == nil && notice.sender == StoreSamples.own)
        #expect(try await store.conversations(limit: 9).first?.preview == notice.body)
        #expect(try await store.totalUnread() == 0)
        #expect(try await store.pendingReceiptCount() == 0)
    }

    @Test func operationsAndMessagesStandInOneOrder() async throws {
        try await makeTrip()
        try await say("first", in: trip)
        try await store.enqueue([new(.add, [meera], in: trip, id: "add")])
        try await say("second", in: trip)

        let keys = try await store.outboxKeys().keys
        #expect(keys.map(\.id.rawValue) == ["make", "first", "add", "second"])
        #expect(keys.map(\.isGroupOperation) == [true, false, true, false])
        #expect(try await store.outboxCounts() == OutboxCounts(waiting: 2, parked: 0, groupOperations: 2))
        #expect(try await store.outboxItems().map(\.messageID.rawValue) == ["first", "second"])
    }

    @Test func whatIsQueuedSurvivesReopening() async throws {
        try await makeTrip()
        try await say("first", in: trip)
        let again = try sample.reopen()

        #expect(try await again.outboxKeys().keys.map(\.id.rawValue) == ["make", "first"])
        #expect(try await again.waitingGroupOperations().map(\.users) == [[asha, ravi]])
        #expect(try await again.members(of: trip).count == 3)
        try again.close()
    }

    @Test func theServersIdTakesTheProvisionalOnesPlaceWithAllThatBelongsToIt() async throws {
        try await makeTrip()
        try await say("first", in: trip)
        try await store.setDraft("half a", of: trip)
        let real = ConversationID("g-1")

        #expect(try await complete("make", as: real) == .made)

        #expect(try await store.conversation(trip) == nil)
        #expect(try await store.currentID(of: trip) == real)
        #expect(try await store.timeline(of: real, limit: 9).count == 2)
        #expect(try await store.outboxItems().map(\.to) == ["g-1"])
        #expect(try await store.draft(of: real) == "half a")
        #expect(try await store.members(of: real).allSatisfy { !$0.isPending })
        #expect(try await store.groupOperation(MessageID("make"))?.state == .done)
        // What somebody wrote under the old name just now goes to the group all the same.
        try await say("second", in: trip)
        #expect(try await store.timeline(of: real, limit: 9).count == 3)
    }

    @Test func aGroupThatCameInByTheServersWordIsUnitedWithTheOneWeMade() async throws {
        let real = StoreSamples.hostel.id
        try await makeTrip()
        try await say("first", in: trip)
        try await store.replaceGroup(StoreSamples.hostel)
        try await store.insertOnce([StoreSamples.incoming("hello", id: "h", in: real, isGroup: true)])
        try await store.setDraft("there", of: real)

        #expect(try await complete("make", as: real) == .made)

        #expect(try await store.groups().map(\.id) == [real])
        #expect(try await store.timeline(of: real, limit: 9).count == 3)
        #expect(try await store.search("hello", in: real, limit: 9).count == 1)
        #expect(try await store.draft(of: real) == "there")
        #expect(try await store.totalUnread() == 1)
        #expect(try await store.pendingReceipts().map(\.conversation) == [real])
        #expect(try await store.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count } == 0)
        await #expect(throws: StoreError.self) {
            try await store.write(.messages) { db in try db.run("UPDATE message SET conversation = 1 WHERE row = 2") }
        }
    }

    @Test func oneGroupOfTheServerIsTheAnswerToOneCreation() async throws {
        try await makeTrip()
        let second = ConversationID.provisional(MessageID("again"))
        try await store.enqueue([new(.create, [asha, ravi], in: second, id: "again", title: "Trip")])
        try await #expect(store.countGroupAttempt(outboxRow: row("again"), at: StoreSamples.time, as: epoch()))

        #expect(try await complete("make", as: ConversationID("g-1")) == .made)
        #expect(try await complete("again", as: ConversationID("g-1")) == .taken)

        #expect(try await store.groupOperation(MessageID("again"))?.attempts == 0)
        #expect(try await store.groups().count == 2)
    }

    @Test func aRefusedCreationParksWhatWaitedForIt() async throws {
        try await makeTrip()
        try await say("first", in: trip)
        try await store.enqueue([new(.add, [meera], in: trip, id: "add")])

        try await refuse("make", code: "tooMany", reason: "Too many people.")

        let timeline = try await store.timeline(of: trip, limit: 9)
        #expect(timeline.first { $0.messageID.rawValue == "first" }?.parkReason == "Too many people.")
        #expect(timeline.last?.body == .groupChange(GroupChange(refusal: "Too many people.")))
        #expect(
            try await store.groupOperation(MessageID("add"))?.state
                == .refused(code: "tooMany", reason: "Too many people."))
        #expect(try await store.conversation(trip)?.hasLeft == true)
        #expect(try await store.outboxKeys().keys.isEmpty)
    }

    @Test func aRefusedChangeIsUndone() async throws {
        try await store.replaceGroup(StoreSamples.hostel)
        let before = try await store.members(of: hostel)
        for (kind, users) in [(GroupOperation.Kind.add, [meera]), (.remove, [ravi]), (.leave, [StoreSamples.own])] {
            try await store.enqueue([new(kind, users, in: hostel, id: kind.rawValue)])
            #expect(try await store.members(of: hostel) != before)
            #expect(try await store.conversation(hostel)?.hasLeft == (kind == .leave))

            try await refuse(kind.rawValue)

            #expect(try await store.members(of: hostel) == before)
            #expect(try await store.conversation(hostel)?.hasLeft == false)
        }
    }

    @Test func theServersWordDoesNotUndoWhatIsStillQueued() async throws {
        try await store.replaceGroup(StoreSamples.hostel)
        try await store.enqueue([
            new(.add, [meera], in: hostel, id: "add"), new(.remove, [ravi], in: hostel, id: "remove"),
        ])
        let shown = try await store.members(of: hostel)

        try await store.replaceGroup(StoreSamples.hostel)
        #expect(try await store.members(of: hostel) == shown)

        try await refuse("add", code: "no", reason: "No.")
        #expect(try await store.members(of: hostel).map(\.user).contains(ravi) == false)
        try await store.completeGroupOperation(outboxRow: row("remove"), as: epoch())
        try await store.replaceGroup(StoreSamples.hostel)
        #expect(Set(try await store.members(of: hostel)) == Set(StoreSamples.hostel.members))
    }

    @Test func aGroupThatListsUsNoMoreIsReadOnly() async throws {
        var group = StoreSamples.hostel
        try await store.replaceGroup(group)
        group.members.removeFirst()
        try await store.replaceGroup(group)
        #expect(try await store.conversation(hostel)?.hasLeft == true)

        try await store.replaceGroup(StoreSamples.hostel)
        #expect(try await store.conversation(hostel)?.hasLeft == false)
        try await store.markLeft([hostel, ConversationID("unknown"), StoreSamples.withAsha])
        #expect(try await store.conversation(hostel)?.hasLeft == true)
        #expect(try await store.members(of: hostel).count == 2)
    }

    @Test func whoIsNoLongerTheOwnerRecordsNothing() async throws {
        try await makeTrip()
        let old = try await epoch()
        let row = try await row("make")
        _ = try await store.takeOwnership(processID: 2)

        await #expect(throws: StoreError.notOwner) {
            _ = try await store.completeGroupCreation(outboxRow: row, named: ConversationID("g"), as: old)
        }
        await #expect(throws: StoreError.notOwner) {
            try await store.refuseGroupOperation(outboxRow: row, code: "no", reason: "No.", as: old)
        }
        await #expect(throws: StoreError.notOwner) {
            _ = try await store.countGroupAttempt(outboxRow: row, at: StoreSamples.time, as: old)
        }
        #expect(try await store.groupOperation(MessageID("make"))?.state == .queued)
    }

    @Test func anAnswerThatIsOlderThanWhatTheServerDidDoesNotUndoIt() async throws {
        try await store.replaceGroup(StoreSamples.hostel)
        try await store.enqueue([new(.add, [meera], in: hostel, id: "add")])
        let moment = try await store.groupMoment()
        try await store.enqueue([new(.leave, [StoreSamples.own], in: hostel, id: "leave")])
        try await store.completeGroupOperation(outboxRow: row("add"), as: epoch())
        try await store.completeGroupOperation(outboxRow: row("leave"), as: epoch())

        try await store.replaceGroup(StoreSamples.hostel, asOf: moment)
        #expect(try await store.conversation(hostel)?.hasLeft == true)
        #expect(try await store.members(of: hostel).map(\.user).contains(meera))

        try await store.replaceGroup(StoreSamples.hostel, asOf: store.groupMoment())
        #expect(Set(try await store.members(of: hostel)) == Set(StoreSamples.hostel.members))
    }
}
