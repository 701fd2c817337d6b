import ChatCore
import ChatModel
import ChatServer
import ChatStore
import ChatWire
import Logging
import Testing

/// Groups made and changed by whole clients, on every design, against the local server. The front that v3 ships reaches
/// no single channel, so that quirk is fixed where a test has to.
@Suite(.timeLimit(.minutes(3)))
struct GroupDesignTests {
    private static let designs = ServerDesign.all.map(\.name)
    private let asha = UserID("+919876543210")
    private let bela = UserID("+919812345678")
    private let dev = UserID("+919811111111")

    /// A server of that design and the three of us, logged in.
    private func world(
        _ name: String, fixed: Quirks = .collapsesPaths,
        _ body: (LiveClient, LiveClient, LiveClient) async throws -> Void
    ) async throws {
        let design = try #require(ServerDesign.named(name))
        let behaviour = try #require(DesignBehaviour.named(design.release))
        let server = try await LocalServer.start(
            LocalServerOptions(
                design: behaviour, fixed: fixed, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        do {
            try await body(
                .logIn(asha, design, server), .logIn(bela, design, server), .logIn(dev, design, server))
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func texts(_ store: MessageStore, in group: ConversationID) async throws -> [String] {
        try await store.timeline(of: group, limit: 99).compactMap {
            if case .text(let text) = $0.body { text } else { nil }
        }
    }

    @Test(arguments: designs)
    func aGroupMadeOfflineIsMadeOnceAndItsMessageArrivesOnce(design: String) async throws {
        try await world(design) { asha, bela, _ in
            let local = try await asha.client.createGroup(title: "Trip", members: [bela.user])
            let message = try await asha.client.send("who comes?", to: local)
            try await bela.online {
                try await asha.online {
                    try await asha.until { try await $0.message(message.messageID)?.state?.hasReached(.sent) == true }
                    try await bela.until { store in
                        guard let group = try await store.groups().first else { return false }
                        return try await !texts(store, in: group.id).isEmpty
                    }
                }
            }
            let groups = try await asha.calls.groups()
            let id = try #require(groups.first?.id)
            #expect(groups.count == 1 && groups[0].name == "Trip")
            #expect(try await asha.store.groups().map(\.id) == [id])
            #expect(try await bela.store.groups().map(\.id) == [id])
            #expect(try await texts(asha.store, in: id) == ["who comes?"])
            #expect(try await texts(bela.store, in: id) == ["who comes?"])
            #expect(
                try await asha.store.timeline(of: id, limit: 9).filter { $0.sender == asha.user && $0.state == nil }
                    .map(\.body) == [.groupChange(GroupChange(added: [bela.user], created: "Trip"))])
        }
    }

    @Test(arguments: designs)
    func whoIsAddedIsInWhoIsRemovedIsOutAndTheNextAdminFollows(design: String) async throws {
        try await world(design) { asha, bela, dev in
            let local = try await asha.client.createGroup(title: "Team", members: [bela.user])
            try await asha.client.addMembers([dev.user], to: local)
            try await asha.client.removeMembers([bela.user], from: local)
            try await asha.online { try await asha.untilGroupsAreDone() }
            let id = try #require(try await asha.store.currentID(of: local))

            #expect(Set(try await dev.calls.group(id).members.map(\.user)) == [asha.user, dev.user])
            #expect(try await bela.calls.groups().isEmpty)
            #expect(
                Set(try await asha.store.members(of: id)) == [
                    Member(user: asha.user, role: .admin), Member(user: dev.user, role: .user),
                ])

            try await asha.client.leaveGroup(id)
            try await asha.online { try await asha.untilGroupsAreDone() }

            let follows = asha.design.capabilities.promotesNextAdmin
            #expect(
                try await dev.calls.group(id).members == [Member(user: dev.user, role: follows ? .admin : .user)])
            #expect(try await asha.store.conversation(id)?.hasLeft == true)
            #expect(try await asha.store.timeline(of: id, limit: 9).count == 4)
            await #expect(throws: ClientError.self) { _ = try await asha.client.send("still here?", to: id) }
        }
    }

    @Test(arguments: designs)
    func whoIsRemovedLearnsOfItAndCanOnlyRead(design: String) async throws {
        try await world(design) { asha, bela, _ in
            let local = try await asha.client.createGroup(title: "Team", members: [bela.user])
            try await asha.online { try await asha.untilGroupsAreDone() }
            let id = try #require(try await asha.store.currentID(of: local))
            try await bela.online { try await bela.until { try await $0.members(of: id).count == 2 } }

            try await asha.client.removeMembers([bela.user], from: id)
            try await asha.online { try await asha.untilGroupsAreDone() }

            try await bela.online { try await bela.until { try await $0.conversation(id)?.hasLeft == true } }
            await #expect(throws: ClientError.self) { _ = try await bela.client.send("why?", to: id) }
        }
    }

    @Test func aChangeThatTheFrontCannotReachIsUndoneAndSaid() async throws {
        try await world("v3", fixed: []) { asha, bela, dev in
            let local = try await asha.client.createGroup(title: "Team", members: [bela.user])
            try await asha.client.addMembers([dev.user], to: local)
            try await asha.online { try await asha.untilGroupsAreDone() }
            let id = try #require(try await asha.store.currentID(of: local))

            #expect(try await asha.store.members(of: id).count == 2)
            let last = try #require(try await asha.store.timeline(of: id, limit: 9).last)
            #expect(last.body == .groupChange(GroupChange(refusal: GroupError.notOffered(.add).message)))
        }
    }
}
