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
