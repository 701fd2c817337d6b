import ChatCore
import ChatModel
import ChatStore
import ChatTestSupport
import ChatWire
import Testing

/// Group operations against a server that refuses, fails, and does what was asked without saying so.
@Suite(.timeLimit(.minutes(2)))
struct GroupWorkTests {
    private static let me = UserID("+919876543210")
    private let me = Self.me
    private let peer = UserID("+919812345678")
    private let other = UserID("+919811111111")
    private let team = Group(
        id: ConversationID("team"), name: "Team",
        members: [Member(user: me, role: .admin), Member(user: UserID("+919812345678"), role: .user)])

    private func rig(_ server: GroupServer, knowing groups: [Group] = []) async throws -> ClientRig {
        let rig = try await ClientRig(directory: server.directory)
        for group in groups { try await rig.store.replaceGroup(group) }
        return rig
    }

    /// The outcome of the newest operation.
    private func outcome(of ids: [MessageID], _ rig: ClientRig) async throws -> [GroupOperation] {
        try await GroupOperationWatch(store: rig.store).wait(for: ids)
    }

    private func queued(_ rig: ClientRig) async throws -> [MessageID] {
        try await rig.store.waitingGroupOperations().map(\.id)
    }

    private func code(_ operation: GroupOperation?) -> String? {
        if case .refused(let code, _)? = operation?.state { code } else { nil }
    }

    private func passBackoff(_ rig: ClientRig) async {
        await rig.clock.waitUntilSomebodySleeps(for: .milliseconds(500))
        await rig.clock.advance(by: .milliseconds(500))
    }

    // MARK: Order

    @Test func aMessageToANewGroupWaitsForItAndGoesToTheRealOne() async throws {
        let server = GroupServer(me: me)
        let rig = try await rig(server)
        let local = try await rig.client.createGroup(title: "Trip", members: [peer, other])
        let message = try await rig.client.send("who comes?", to: local)
        #expect(local.isProvisional)
        try await rig.run {
            let connection = try await rig.transport.accept()
            let envelope = try await connection.nextEnvelope()

            #expect(envelope.to == "g-1" && envelope.isGroup && envelope.content == .text("who comes?"))
            #expect(server.groups.map(\.members.count) == [3])
            connection.deliver(rig.frames.acknowledgement(of: message.messageID))
            try await rig.reached(.sent, message)
            // What is written under the provisional name goes to the real group as well.
            _ = try await rig.client.send("again", to: local)
            #expect(try await connection.nextEnvelope().to == "g-1")
        }
        #expect(try await rig.store.groups().map(\.id.rawValue) == ["g-1"])
        #expect(server.changes == ["create"])
    }

    @Test func aMessageAfterAnAddIsForTheNewMemberToo() async throws {
        let server = GroupServer(me: me, groups: [team])
        let rig = try await rig(server, knowing: [team])
        try await rig.client.addMembers([other], to: team.id)
        _ = try await rig.client.send("welcome", to: team.id)
        try await rig.run {
            let connection = try await rig.transport.accept()
            _ = try await connection.nextEnvelope()
            #expect(server.changes == ["add +919811111111"])
        }
    }

    @Test func otherConversationsAreNotHeldUpByAGroupThatCannotBeMade() async throws {
        let server = GroupServer(me: me)
        server.fail(.answered(status: 503, body: ""))
        let rig = try await rig(server)
        _ = try await rig.client.send("first", to: rig.client.createGroup(title: "Trip", members: [peer]))
        _ = try await rig.client.send("aside", to: rig.conversation(with: peer))
        try await rig.run {
            let connection = try await rig.transport.accept()
            #expect(try await connection.nextEnvelope().content == .text("aside"))
            await passBackoff(rig)
            #expect(try await connection.nextEnvelope().content == .text("first"))
        }
        #expect(server.changes == ["create"])
    }

    @Test func theServersOwnNoticeOfWhatWeDidIsNoSecondLine() async throws {
        let server = GroupServer(me: me, groups: [team])
        let rig = try await rig(server, knowing: [team])
        try await rig.client.addMembers([other], to: team.id)
        let ids = try await queued(rig)
        try await rig.run {
            let connection = try await rig.transport.accept()
            _ = try await outcome(of: ids, rig)
            connection.deliver(rig.frames.added(other, to: "team", by: me))
            connection.deliver(rig.frames.text("hi", id: "t", from: peer, group: "team"))
            _ = try await rig.nextReceived()
        }
        let lines = try await rig.store.timeline(of: team.id, limit: 9)
        #expect(lines.map(\.body) == [.groupChange(GroupChange(added: [other])), .text("hi")])
    }

    // MARK: Unknown outcomes

    @Test func aCreationWithoutAnAnswerIsLookedForBeforeItIsMadeAgain() async throws {
        let server = GroupServer(me: me)
        server.fail(.lost)
        let rig = try await rig(server)
        _ = try await rig.client.createGroup(title: "Trip", members: [peer])
        let ids = try await queued(rig)
        try await rig.run {
            _ = try await rig.transport.accept()
            await passBackoff(rig)
            #expect(try await outcome(of: ids, rig).map(\.state) == [.done])
        }
        #expect(server.changes == ["create"])
        #expect(try await rig.store.groups().map(\.id.rawValue) == ["g-1"])
    }

    @Test func aGroupOfTheSameNameThatWasThereBeforeIsNotTakenForTheNewOne() async throws {
        let server = GroupServer(me: me, groups: [team])
        server.fail(.answered(status: 502, body: ""))
        let rig = try await rig(server, knowing: [team])
        _ = try await rig.client.createGroup(title: "Team", members: [peer])
        let ids = try await queued(rig)
        try await rig.run {
            _ = try await rig.transport.accept()
            await passBackoff(rig)
            #expect(try await outcome(of: ids, rig).map(\.conversation.rawValue) == ["g-1"])
        }
        #expect(server.changes == ["create"])
        #expect(server.groups.count == 2)
    }

    @Test func addingAndRemovingWithoutAnAnswerAreDoneOnce() async throws {
        let server = GroupServer(me: me, groups: [team])
        server.fail(.lost)
        server.fail(.lost)
        let rig = try await rig(server, knowing: [team])
        try await rig.client.addMembers([other], to: team.id)
        try await rig.client.removeMembers([peer], from: team.id)
        let ids = try await queued(rig)
        try await rig.run {
            _ = try await rig.transport.accept()
            await passBackoff(rig)
            _ = try await outcome(of: [ids[0]], rig)
            await passBackoff(rig)
            #expect(try await outcome(of: ids, rig).map(\.state) == [.done, .done])
        }
        #expect(server.changes == ["add +919811111111", "remove +919812345678"])
    }

    @Test func aLeaveWithoutAnAnswerIsDoneOnce() async throws {
        let server = GroupServer(me: me, groups: [team])
        server.fail(.lost)
        let rig = try await rig(server, knowing: [team])
        try await rig.client.leaveGroup(team.id)
        let ids = try await queued(rig)
        try await rig.run {
            _ = try await rig.transport.accept()
            await passBackoff(rig)
            #expect(try await outcome(of: ids, rig).map(\.state) == [.done])
        }
        #expect(server.changes == ["remove +919876543210"])
        #expect(try await rig.store.conversation(team.id)?.hasLeft == true)
    }

    // MARK: Refusals

    @Test(arguments: [
        (404, #"{"statusCode":404,"error":"Not Found","message":"Not Found"}"#, "notOffered"),
        (400, #"{"statusCode":400,"error":"Bad Request","message":"too many"}"#, "refused"),
        (413, "", "refused"),
    ])
    func aRefusedCreationIsToldAndParksWhatWaitedForIt(status: Int, body: String, code: String) async throws {
        let server = GroupServer(me: me)
        server.fail(.answered(status: status, body: body))
        let rig = try await rig(server)
        let local = try await rig.client.createGroup(title: "Trip", members: [peer])
        let message = try await rig.client.send("first", to: local)
        let ids = try await queued(rig)
        try await rig.run {
            _ = try await rig.transport.accept()
            #expect(try await outcome(of: ids, rig).map { self.code($0) } == [code])
        }
        let parked = try await rig.store.message(message.messageID)
        #expect(parked?.state == .parked && parked?.parkReason?.isEmpty == false)
        let lines = try await rig.store.timeline(of: local, limit: 9)
        #expect(lines.last?.body == .groupChange(GroupChange(refusal: parked?.parkReason)))
        await #expect(throws: ClientError.self) { _ = try await rig.client.send("second", to: local) }
    }

    @Test func peopleWithoutAnAccountAreNotAdded() async throws {
        let server = GroupServer(me: me, groups: [team], strangers: [other])
        let rig = try await rig(server, knowing: [team])
        try await rig.client.addMembers([other], to: team.id)
        let ids = try await queued(rig)
        try await rig.run {
            _ = try await rig.transport.accept()
            #expect(try await outcome(of: ids, rig).map { self.code($0) } == ["noUser"])
        }
        #expect(server.changes.isEmpty)
        #expect(Set(try await rig.store.members(of: team.id)) == Set(team.members))
    }

    @Test func aRemovalThatOnlyAnAdminMayMakeIsUndone() async throws {
        var mine = team
        mine.members[0].role = .user
        let server = GroupServer(me: me, groups: [mine])
        server.fail(.answered(status: 200, body: #"{"status":false}"#))
        let rig = try await rig(server, knowing: [team])
        try await rig.client.removeMembers([peer], from: team.id)
        let ids = try await queued(rig)
        try await rig.run {
            _ = try await rig.transport.accept()
            #expect(try await outcome(of: ids, rig).map { self.code($0) } == ["notAdmin"])
        }
        #expect(try await rig.store.members(of: team.id).map(\.user).contains(peer))
    }

    @Test func aChangeOfAGroupThatIsNotOursAnyMoreEndsItHere() async throws {
        let server = GroupServer(me: me)
        let rig = try await rig(server, knowing: [team])
        try await rig.client.addMembers([other], to: team.id)
        let ids = try await queued(rig)
        try await rig.run {
            _ = try await rig.transport.accept()
            #expect(try await outcome(of: ids, rig).map { self.code($0) } == ["notInGroup"])
        }
        #expect(try await rig.store.conversation(team.id)?.hasLeft == true)
    }

    @Test func aFrontThatKnowsNoSuchPathIsNamedAsSuch() async throws {
        let server = GroupServer(me: me, groups: [team])
        server.fail(.answered(status: 400, body: #"{"message":"\"name\" is required"}"#))
        let rig = try await rig(server, knowing: [team])
        try await rig.client.addMembers([other], to: team.id)
        let ids = try await queued(rig)
        try await rig.run {
            _ = try await rig.transport.accept()
            #expect(try await outcome(of: ids, rig).map { self.code($0) } == ["notOffered"])
        }
    }

    @Test func anExpiredSignInEndsTheLinkAndKeepsTheOperation() async throws {
        let server = GroupServer(me: me, groups: [team])
        server.fail(.answered(status: 401, body: "<html>"))
        let rig = try await rig(server, knowing: [team])
        try await rig.client.addMembers([other], to: team.id)
        try await rig.run {
            let connection = try await rig.transport.accept()
            try await connection.closed()
            while true {
                if case .signedOut = try await rig.nextState() { break }
            }
        }
        #expect(try await rig.store.waitingGroupOperations().count == 1)
        #expect(try await rig.store.members(of: team.id).count == 3)
    }

    @Test func aGroupThatTheServerListsNoMoreIsReadOnly() async throws {
        let rig = try await rig(GroupServer(me: me), knowing: [team])
        try await rig.run {
            let changes = rig.store.changes
            _ = try await rig.transport.accept()
            for await _ in changes {
                if try await rig.store.conversation(team.id)?.hasLeft == true { break }
            }
        }
        await #expect(throws: ClientError.self) { _ = try await rig.client.send("hello?", to: team.id) }
    }
}
