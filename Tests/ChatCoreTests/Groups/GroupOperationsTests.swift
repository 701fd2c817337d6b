import ChatCore
import ChatModel
import ChatStore
import ChatTestSupport
import ChatWire
import Testing

/// What is refused before anything is queued.
struct GroupOperationsTests {
    private let sample: SampleStore
    private let me = StoreSamples.own
    private let asha = StoreSamples.asha
    private let ravi = StoreSamples.ravi
    private let meera = StoreSamples.meera
    private let hostel = StoreSamples.hostel.id
    private let now = StoreSamples.time

    init() async throws {
        sample = try await SampleStore()
        try await sample.store.replaceGroup(StoreSamples.hostel)
    }

    private func groups(_ design: ServerDesign = .v2_8) -> GroupOperations {
        GroupOperations(store: sample.store, design: design, user: me)
    }

    private func refusal(
        _ call: () async throws -> Void, location: SourceLocation = #_sourceLocation
    ) async -> GroupError? {
        do {
            try await call()
            Issue.record("it was accepted", sourceLocation: location)
        } catch ClientError.group(let error) {
            #expect(!error.message.isEmpty && error.message.hasSuffix("."), sourceLocation: location)
            return error
        } catch {
            Issue.record(error, sourceLocation: location)
        }
        return nil
    }

    private func expectNothingQueued() async throws {
        #expect(try await sample.store.waitingGroupOperations().isEmpty)
    }

    @Test func aGroupNeedsANameAndSomebodyElse() async throws {
        let groups = groups()
        let long = String(repeating: "x", count: 101)
        #expect(await refusal { _ = try await groups.create(title: " \n", members: [asha], now: now) } == .emptyName)
        #expect(
            await refusal { _ = try await groups.create(title: long, members: [asha], now: now) }
                == .nameTooLong(count: 101, limit: 100))
        #expect(await refusal { _ = try await groups.create(title: "Team", members: [me], now: now) } == .nobodyElse)
        try await expectNothingQueued()
    }

    @Test func aNameIsTrimmedAndEverybodyIsNamedOnce() async throws {
        let operation = try await groups().create(title: "  Team 7 ", members: [asha, me, ravi, asha], now: now)
        #expect(operation.title == "Team 7" && operation.users == [asha, ravi] && operation.kind == .create)
    }

    @Test func theLimitsAreTheDesigns() async throws {
        let many = (0..<101).map { UserID("+9198100100\($0 + 100)") }
        #expect(
            await refusal { _ = try await groups(.v2_8).create(title: "Team", members: many, now: now) }
                == .tooMany(count: 101, limit: 100))
        #expect(try await groups(.v2_6).create(title: "Team", members: many, now: now).users.count == 101)
    }

    @Test func whoIsAMemberIsNotAddedAndWhoIsNoneIsNotRemoved() async throws {
        let groups = groups()
        #expect(
            await refusal { _ = try await groups.add([meera, asha], to: hostel, now: now) } == .alreadyMembers([asha]))
        #expect(
            await refusal { _ = try await groups.remove([asha, meera], from: hostel, now: now) } == .notMember(meera))
        #expect(
            await refusal { _ = try await groups.add([meera], to: sample.store.startDirect(with: asha).id, now: now) }
                == .notAGroup)
        try await expectNothingQueued()
    }

    @Test func onlyAnAdminRemovesAndOnOneDesignAddsToo() async throws {
        var group = StoreSamples.hostel
        group.members = [Member(user: me, role: .user), Member(user: asha, role: .admin)]
        try await sample.store.replaceGroup(group)

        #expect(await refusal { _ = try await groups().remove([asha], from: hostel, now: now) } == .notAdmin(.remove))
        #expect(await refusal { _ = try await groups(.v1).add([meera], to: hostel, now: now) } == .notAdmin(.add))
        try await expectNothingQueued()
        #expect(try await groups().add([meera], to: hostel, now: now).users == [meera])
    }

    @Test func toRemoveOneselfIsToLeaveAndAfterThatNothingCanBeDone() async throws {
        let groups = groups()
        let operations = try await groups.remove([me, ravi], from: hostel, now: now)

        #expect(operations.map(\.kind) == [.remove, .leave])
        #expect(await refusal { _ = try await groups.add([meera], to: hostel, now: now) } == .notInGroup)
        #expect(await refusal { _ = try await groups.leave(hostel, now: now) } == .notInGroup)
        let messages = OutgoingMessages(store: sample.store, design: .v2_8, user: me)
        #expect(await refusal { _ = try await messages.enqueue("hi", to: hostel, id: nil, now: now) } == .notInGroup)
    }

    @Test func theLastAdminIsWarnedWhereNobodyFollows() async throws {
        #expect(try await groups(.v1).leavesNoAdmin(hostel))
        #expect(try await !groups(.v2_8).leavesNoAdmin(hostel))
        var group = StoreSamples.hostel
        group.members[1].role = .admin
        try await sample.store.replaceGroup(group)
        #expect(try await !groups(.v1).leavesNoAdmin(hostel))
    }

    @Test func noDesignCanRename() async throws {
        #expect(await refusal { try await groups().rename(hostel, to: "Hostel 5") } == .cannotRename)
    }

    @Test func everyRefusalHasAWordAndASentence() {
        let all: [GroupError] = [
            .emptyName, .nameTooLong(count: 200, limit: 100), .nobodyElse, .tooMany(count: 200, limit: 100), .notAGroup,
            .alreadyMembers([asha, ravi]), .notMember(asha), .notAdmin(.add), .notAdmin(.remove),
            .noAccount([asha, ravi, meera, me]), .notInGroup, .neverMade, .notOffered(.add), .refused(words: ""),
            .refused(words: "\u{1B}[2J"), .cannotRename,
        ]
        for error in all {
            #expect(!error.code.isEmpty && error.message.hasSuffix("."))
            #expect(!error.message.contains("\u{1B}"))
        }
    }
}
