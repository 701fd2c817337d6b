import ChatCore
import ChatModel
import ChatStore
import ChatTestSupport
import ChatWire
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ServerTests {
    private let me = UserID("+919876543210")
    private let now = Timestamp(milliseconds: 1_795_000_000_000)
    private let account = Account(user: UserID("+919876543210"), server: "http://127.0.0.1:8080", design: "v2.8")

    private func store(_ files: TemporaryDirectory) async throws -> MessageStore {
        let store = try MessageStore.open(path: files.file("store.sqlite"))
        try await store.setAccount(account)
        return store
    }

    private func calls(_ directory: ScriptedDirectory) -> ServerCalls {
        ServerCalls(directory: directory, design: .v2_8, account: account, accessKey: "key")
    }

    @Test func aLoginGivesTheAccessKey() async throws {
        let directory = ScriptedDirectory { _ in
            APIResponse(
                status: 200,
                body: #"{"status":true,"username":"+919876543210","accesskey":"abc","isNew":true}"#)
        }
        let answer = try await Authenticator(directory: directory, design: .v2_8, server: account.server)
            .login(user: me, token: "123456")
        #expect(answer == LoginAnswer(user: me, accessKey: "abc", isNew: true))
        let request = try await directory.nextRequest()
        #expect(request.body.contains("123456"))
        #expect(!request.headers.contains { $0.name == "accesskey" })
    }

    @Test func aWrongCodeIsNamedAsSuch() async throws {
        let directory = ScriptedDirectory { _ in APIResponse(status: 401, body: "{}") }
        let authenticator = Authenticator(directory: directory, design: .v2_8, server: account.server)
        await #expect {
            _ = try await authenticator.login(user: me, token: "1")
        } throws: { error in
            (error as? ClientError)?.message.contains("one-time code") == true
        }
    }

    @Test func anUnreachableServerIsNamedWithTheReason() async throws {
        let directory = ScriptedDirectory { (_) throws(TransportError) in
            throw .unreachable(host: "chat.example", reason: "connection refused")
        }
        let authenticator = Authenticator(directory: directory, design: .v2_8, server: account.server)
        await #expect {
            _ = try await authenticator.login(user: me, token: "1")
        } throws: { error in
            (error as? ClientError)?.message.hasPrefix("Can't reach chat.example: connection refused") == true
        }
    }

    @Test func contactsAreAskedForInBatchesAndOnceAnHour() async throws {
        let files = try TemporaryDirectory()
        let store = try await store(files)
        let users = (0..<1100).map { UserID("+9198\(10_000_000 + $0)") }
        try await store.upsertContacts(users.map { Contact(user: $0, name: nil) })
        let directory = ScriptedDirectory { request in
            APIResponse(status: 200, body: request.body.contains("+919810000007") ? #"{"+919810000007":true}"# : "{}")
        }
        let sync = ContactSync(store: store, calls: calls(directory), user: me)

        try await sync.run(now: now)
        #expect(await directory.pendingRequestCount == 3)
        #expect(try await store.contact(users[7])?.hasAccount == true)
        #expect(try await store.contact(users[8])?.hasAccount == false)
        let request = try await directory.nextRequest()
        #expect(request.headers.contains(APIHeader("accesskey", "key")))

        try await sync.run(now: now.advanced(byMilliseconds: 3_599_999))
        #expect(await directory.pendingRequestCount == 2)
        try await store.upsertContacts([Contact(user: UserID("+919999999999"), name: nil)])
        try await sync.run(now: now.advanced(byMilliseconds: 3_599_999))
        #expect(await directory.pendingRequestCount == 5)
    }

    @Test func peopleWeTalkToAreAskedAboutAndWeOurselvesAreNot() async throws {
        let files = try TemporaryDirectory()
        let store = try await store(files)
        _ = try await store.startDirect(with: UserID("+919812345678"))
        _ = try await store.startDirect(with: me)
        let directory = ScriptedDirectory()

        try await ContactSync(store: store, calls: calls(directory), user: me).run(now: now)

        let body = try await directory.nextRequest().body
        #expect(body.contains("+919812345678"))
        #expect(!body.contains(me.rawValue))
    }

    @Test func groupsAreTakenOverAndAFailedFetchKeepsThem() async throws {
        let files = try TemporaryDirectory()
        let store = try await store(files)
        let directory = ScriptedDirectory { request in
            guard request.path.hasSuffix("/groups/") else { return APIResponse(status: 500, body: "") }
            let members = #"[{"username":"+919876543210","role":"admin"},{"username":"+919812345678","role":"user"}]"#
            return APIResponse(
                status: 200, body: #"[{"groupId":"g1","name":"Team","members":\#(members),"profilePic":null}]"#)
        }
        let groups = Groups(store: store, calls: calls(directory))

        #expect(try await groups.refreshAll() == [ConversationID("g1")])
        await #expect(throws: ClientError.self) { try await groups.refresh(ConversationID("g1")) }

        #expect(try await store.members(of: ConversationID("g1")).count == 2)
        #expect(try await store.conversation(ConversationID("g1"))?.title == "Team")
    }
}
