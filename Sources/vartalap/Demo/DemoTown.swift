import ChatCore
import ChatModel
import ChatNetwork
import ChatServer
import ChatStore
import ChatWire

/// Sets the demo's world up: accounts and groups on the server, contacts online, and the store filled.
nonisolated struct DemoTown: Sendable {
    let server: LocalServer
    let now: @Sendable () -> Timestamp
    let clock: any Clock<Duration>
    private let design = ServerDesign.v2_8
    private let transport = WebSocketTransport()

    init(server: LocalServer, now: @escaping @Sendable () -> Timestamp, clock: any Clock<Duration>) {
        self.server = server
        self.now = now
        self.clock = clock
    }

    func settle(directory: String) async throws -> DemoWorld {
        let directoryService = try HTTPDirectory()
        let user = try await logIn(DemoCast.user, directoryService)
        var links: [UserID: DemoLink] = [:]
        for person in DemoCast.everybody where person.hasAccount {
            links[person.user] = try await logIn(person.user, directoryService)
        }
        var groups: [Group] = []
        for group in DemoCast.groups {
            guard let creator = links[group.creator.user] else { continue }
            groups.append(group.group(id: try await found(group, by: creator, directoryService)))
        }
        try await hearOfGroups(groups.count, as: user)
        let account = Account(user: user.user, server: server.url, design: design.name)
        try await fill(directory, account: account, accessKey: user.accessKey, groups: groups)
        let contacts = try await bringOnline(links)
        return DemoWorld(
            account: account, echo: DemoCast.echo.user, server: server, life: live(contacts, groups: groups))
    }

    // MARK: On the server

    private func logIn(_ user: UserID, _ directory: HTTPDirectory) async throws -> DemoLink {
        let authenticator = Authenticator(directory: directory, design: design, server: server.url)
        let answer = try await authenticator.login(user: user, token: await server.issueCode(for: user))
        return DemoLink(
            user: user, accessKey: answer.accessKey, server: server.url, design: design, transport: transport, now: now)
    }

    /// Creates a group and answers the id that the server gave it.
    private func found(
        _ group: DemoGroup, by creator: DemoLink, _ directory: HTTPDirectory
    ) async throws -> ConversationID {
        var request = design.api.createGroup(name: group.name, members: [DemoCast.user] + group.others.map(\.user))
        request.headers += design.authenticationHeaders(user: creator.user, accessKey: creator.accessKey)
        return try design.api.readCreatedGroup(try await directory.perform(request, server: server.url))
    }

    /// Takes the notices about the new groups off the server, which belong to the past that the store tells of.
    private func hearOfGroups(_ count: Int, as user: DemoLink) async throws {
        let connection = try await user.connect()
        var left = count
        for try await frame in connection.frames {
            for envelope in user.envelopes(frame) {
                try await user.acknowledge(envelope, over: connection)
                if case .groupChange = envelope.content { left -= 1 }
            }
            if left <= 0 { break }
        }
        await connection.close()
    }

    private func bringOnline(_ links: [UserID: DemoLink]) async throws -> [DemoContact] {
        var contacts: [DemoContact] = []
        for person in DemoCast.everybody where person.connects {
            guard let link = links[person.user] else { continue }
            let contact = DemoContact(person, link: link, clock: clock)
            try await contact.connect()
            contacts.append(contact)
        }
        return contacts
    }

    /// Lets the contacts live until the task is cancelled.
    private func live(_ contacts: [DemoContact], groups: [Group]) -> Task<Void, Never> {
        let members = Dictionary(uniqueKeysWithValues: contacts.map { ($0.person.user, $0) })
        let hostel = groups.first { $0.name == DemoCast.hostel.name }
        let talk = hostel.map { DemoTalk(group: $0.id, members: members, clock: clock) }
        return Task {
            await withDiscardingTaskGroup { group in
                for contact in contacts { group.addTask { await contact.run() } }
                if let talk { group.addTask { await talk.run() } }
            }
        }
    }

    // MARK: In the data directory

    private func fill(_ directory: String, account: Account, accessKey: String, groups: [Group]) async throws {
        let store = try MessageStore.open(path: directory + "/store.sqlite")
        try await store.setAccount(account)
        try await DemoHistory(store: store, user: account.user, now: now()).write(groups: groups)
        try store.close()
        try Credentials(accessKey: accessKey).save(to: directory + "/" + Credentials.fileName)
    }
}
