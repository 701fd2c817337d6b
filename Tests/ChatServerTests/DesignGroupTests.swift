import ChatModel
import ChatServer
import ChatWire
import Testing

/// Groups on every design. Through the front that v3 ships single channels cannot be reached, so that quirk is fixed
/// where a test has to.
@Suite(.timeLimit(.minutes(1)))
struct DesignGroupTests {
    @Test(arguments: Designs.all)
    func aNewGroupIsToldToItsMembers(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let b = try await rig.connectInSilence(bela)
            let id = try await rig.createGroup(of: [bela.user, People.dev], by: asha)
            let notice = try await b.next()
            #expect(notice.to == id.rawValue)
            guard case .groupChange = notice.content else { throw TestSocket.Unexpected() }

            let group = try await rig.group(id, as: bela)
            #expect(group.name == "Team")
            #expect(Set(group.members.map(\.user)) == [asha.user, bela.user, People.dev])
            #expect(group.members.filter { $0.role == .admin }.map(\.user) == [asha.user])
            let groups = try rig.design.api.readGroups(try await rig.call(rig.design.api.listGroups(), as: bela))
            #expect(groups == [group])
        }
    }

    @Test(arguments: Designs.all)
    func anAddedMemberIsInTheGroup(_ design: String) async throws {
        try await DesignRig.run(design, fixed: .collapsesPaths) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let b = try await rig.connectInSilence(bela)
            let id = try await rig.createGroup(of: [bela.user], by: asha)
            _ = try await b.settle()
            let added = rig.design.api.addMembers([People.dev], to: id)
            let outcome = try rig.design.api.readAddedMembers(try await rig.call(added, as: asha))
            #expect(outcome == (rig.design.release == "v3" ? .mayHaveWorked : .done))
            try await #expect(rig.group(id, as: bela).members.map(\.user).contains(People.dev))
            let isTold = rig.design.capabilities.notifiesGroupChanges.contains(.addition)
            try await #expect(b.settle().count == (isTold ? 1 : 0))
        }
    }

    @Test(arguments: Designs.all)
    func onlyAnAdminAddsWhereTheDesignSaysSo(_ design: String) async throws {
        try await DesignRig.run(design, fixed: [.collapsesPaths, .failsAfterChange]) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let id = try await rig.createGroup(of: [bela.user], by: asha)
            let answer = try await rig.call(rig.design.api.addMembers([People.dev], to: id), as: bela)
            #expect(answer.status == (rig.design.capabilities.adminOnlyAdds ? 404 : 200))
        }
    }

    @Test(arguments: Designs.all)
    func aRemovedMemberIsOutOfTheGroup(_ design: String) async throws {
        try await DesignRig.run(design, fixed: .collapsesPaths) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let b = try await rig.connectInSilence(bela)
            let id = try await rig.createGroup(of: [bela.user, People.dev], by: asha)
            _ = try await b.settle()
            let removal = rig.design.api.removeMember(People.dev, from: id)
            let outcome = try rig.design.api.readRemovedMember(try await rig.call(removal, as: asha))
            #expect(outcome == (rig.design.release == "v3" ? .mayHaveWorked : .done))
            try await #expect(rig.group(id, as: bela).members.map(\.user).sorted() == [bela.user, asha.user])
            let isTold = rig.design.capabilities.notifiesGroupChanges.contains(.removal)
            try await #expect(b.settle().count == (isTold ? 1 : 0))
        }
    }

    @Test(arguments: Designs.all)
    func whoIsNoAdminRemovesNobodyElse(_ design: String) async throws {
        try await DesignRig.run(design, fixed: .collapsesPaths) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let id = try await rig.createGroup(of: [bela.user, People.dev], by: asha)
            let answer = try await rig.call(rig.design.api.removeMember(People.dev, from: id), as: bela)
            #expect(answer.status == 200)
            #expect(answer.body == #"{"status":false}"#)
        }
    }

    @Test(arguments: Designs.all)
    func whoLeavesIsOutOfTheGroup(_ design: String) async throws {
        try await DesignRig.run(design, fixed: .collapsesPaths) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let id = try await rig.createGroup(of: [bela.user, People.dev], by: asha)
            let leaving = rig.design.api.removeMember(bela.user, from: id)
            _ = try rig.design.api.readRemovedMember(try await rig.call(leaving, as: bela))
            try await #expect(rig.group(id, as: asha).members.map(\.user).contains(bela.user) == false)
            let answer = try await rig.call(rig.design.api.fetchGroup(id), as: bela)
            #expect(answer.status == (rig.design.release == "v1" ? 500 : 404))
        }
    }

    @Test(arguments: Designs.all)
    func whenTheOnlyAdminLeavesTheNextMemberFollows(_ design: String) async throws {
        try await DesignRig.run(design, fixed: .collapsesPaths) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let id = try await rig.createGroup(of: [bela.user, People.dev], by: asha)
            let leaving = rig.design.api.removeMember(asha.user, from: id)
            let outcome = try rig.design.api.readRemovedMember(try await rig.call(leaving, as: asha))
            let group = try await rig.group(id, as: bela)
            let admins = group.members.filter { $0.role == .admin }.map(\.user)
            #expect(group.members.map(\.user) == [bela.user, People.dev])
            guard rig.design.capabilities.promotesNextAdmin else {
                #expect(outcome == .mayHaveWorked)
                return #expect(admins == [])
            }
            #expect(outcome == .done)
            #expect(admins == [bela.user])
        }
    }

    @Test(arguments: Designs.all)
    func aGroupTextReachesTheMembersOnline(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let (a, b) = (try await rig.connectInSilence(asha), try await rig.connectInSilence(bela))
            let id = try await rig.createGroup(of: [bela.user], by: asha)
            _ = (try await a.settle(), try await b.settle())
            try a.send(.text("to all"), to: id.rawValue, isGroup: true, id: "g-1")
            let arrived = try await b.next()
            #expect(arrived.content == .text("to all"))
            #expect(arrived.isGroup)
            #expect(arrived.to == id.rawValue)
            #expect(arrived.from == asha.user)
            let own = try await a.settle().filter { $0 == .text("to all") }
            #expect(own.count == (rig.design.capabilities.echoesToSender ? 1 : 0))
        }
    }

    @Test(arguments: Designs.replaying)
    func aGroupTextWaitsForTheMembersOffline(_ design: String) async throws {
        try await DesignRig.run(design) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let id = try await rig.createGroup(of: [bela.user], by: asha)
            let a = try await rig.connect(asha)
            try a.send(.text("to all"), to: id.rawValue, isGroup: true, id: "g-1")
            _ = try await a.settle()
            let b = try await rig.connect(bela)
            guard case .groupChange = try await b.next().content else { throw TestSocket.Unexpected() }
            try await #expect(b.next().content == .text("to all"))
        }
    }

    @Test(arguments: ["v3", "v3-protobuf"])
    func aGroupTextForMembersOfflineWaitsToBeFetched(_ design: String) async throws {
        try await DesignRig.run(design, fixed: .failsToPull) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let id = try await rig.createGroup(of: [bela.user], by: asha)
            let a = try await rig.connect(asha)
            try a.send(.text("to all"), to: id.rawValue, isGroup: true, id: "g-1")
            _ = try await a.settle()
            let pull = try #require(rig.design.api.pullMessages())
            let items = try rig.design.api.readPulledMessages(try await rig.call(pull, as: bela))
            let contents = items.compactMap { item -> Envelope.Content? in
                if case .envelope(let envelope) = item { envelope.content } else { nil }
            }
            #expect(contents.contains(.text("to all")))
        }
    }

    @Test(arguments: Designs.all)
    func whoIsNotInTheGroupReachesNobody(_ design: String) async throws {
        try await DesignRig.run(design, fixed: .skipsMembership) { rig in
            let (asha, bela) = (try await rig.logIn(People.asha), try await rig.logIn(People.bela))
            let stranger = try await rig.logIn(People.dev)
            let (b, s) = (try await rig.connectInSilence(bela), try await rig.connectInSilence(stranger))
            let id = try await rig.createGroup(of: [bela.user], by: asha)
            _ = try await b.settle()
            try s.send(.text("intruder"), to: id.rawValue, isGroup: true, id: "g-1")
            try await #expect(s.settle() == [])
            try await #expect(b.settle().contains(.text("intruder")) == false)
        }
    }
}
