import ChatCore
import ChatModel
import ChatStore
import ChatTestSupport
import ChatWire
import Synchronization
import Testing

/// Sending without a socket, against a scripted server.
@Suite(.timeLimit(.minutes(1)))
struct RESTSenderTests {
    private let me = UserID("+919876543210")
    private let time = Timestamp(milliseconds: 1_795_000_000_000)

    /// A sender of v2.8 or v2.2 over a directory that answers what a test wants.
    private struct Rig {
        let files: TemporaryDirectory
        let store: MessageStore
        let sender: RESTSender
        let directory: ScriptedDirectory
        let owner: OwnerEpoch
        let here: ConversationID
        let there: ConversationID
        let outgoing: OutgoingMessages
        let time: Timestamp

        func enqueue(_ text: String, _ conversation: ConversationID) async throws -> Message {
            try await outgoing.enqueue(text, to: conversation, id: nil, now: time)
        }

        func sendNext() async throws(ClientError) -> RESTSender.Outcome {
            try await sender.sendNext(of: [here, there], at: time, as: owner)
        }
    }

    private func rig(_ design: ServerDesign, _ answer: @escaping ScriptedDirectory.Answer) async throws -> Rig {
        let (files, time) = (try TemporaryDirectory(), time)
        let store = try MessageStore.open(path: files.file("store.sqlite"), now: { time })
        let account = Account(user: me, server: "http://127.0.0.1:8080", design: design.name)
        try await store.setAccount(account)
        let directory = ScriptedDirectory(answer)
        let configuration = ClientConfiguration(account: account, accessKey: "key", design: design)
        return Rig(
            files: files, store: store,
            sender: try #require(RESTSender(store: store, configuration: configuration, directory: directory)),
            directory: directory, owner: try await store.takeOwnership(processID: 1),
            here: try await store.startDirect(with: UserID("+919812345678")).id,
            there: try await store.startDirect(with: UserID("+919811111111")).id,
            outgoing: OutgoingMessages(store: store, design: design, user: me), time: time)
    }

    @Test func aConversationGoesInOrderOneAtATimeAndOthersBesideIt() async throws {
        let rig = try await rig(.v2_2) { _ in APIResponse(status: 201, body: "") }
        let one = try await rig.enqueue("one", rig.here)
        let two = try await rig.enqueue("two", rig.here)
        let aside = try await rig.enqueue("aside", rig.there)

        #expect(try await rig.sendNext() == .progress)
        let first = try await rig.directory.nextRequest()
        #expect(first.path == "/messages" && first.body.contains(one.messageID.rawValue))
        #expect(first.body.contains(aside.messageID.rawValue) && !first.body.contains(two.messageID.rawValue))
        #expect(try await rig.sendNext() == .progress)
        #expect(try await rig.sendNext() == .done)
        #expect(try await rig.store.message(two.messageID)?.state == .sent)
        // No link carried it, so no link can have lost it.
        #expect(try await rig.store.watched().map(\.link) == [.safe, .safe, .safe])
    }

    @Test func onlyWhatTheServerNamesIsTaken() async throws {
        let rig = try await rig(.v2_8) { _ in APIResponse(status: 201, body: #"{"acks":[]}"#) }
        let message = try await rig.enqueue("one", rig.here)

        #expect(try await rig.sendNext() == .silent)

        #expect(try await rig.store.message(message.messageID)?.state == .queued)
        #expect(try await rig.store.outboxItems().map(\.attempts) == [1])
    }

    @Test func aRefusalSetsAsideTheOneThatIsMeant() async throws {
        let rig = try await rig(.v2_8) { request in
            request.body.contains("bad")
                ? APIResponse(status: 413, body: #"{"message":"too large"}"#)
                : APIResponse(status: 201, body: Self.acknowledgements(request))
        }
        let bad = try await rig.enqueue("bad", rig.here)
        let good = try await rig.enqueue("good", rig.there)

        #expect(try await rig.sendNext() == .progress)

        let parked = try await rig.store.message(bad.messageID)
        #expect(parked?.state == .parked && parked?.parkReason?.contains("too large") == true)
        #expect(try await rig.store.message(good.messageID)?.state == .sent)
    }

    @Test(arguments: [429, 500, 503])
    func aServerInTroubleParksNothing(status: Int) async throws {
        let rig = try await rig(.v2_8) { _ in
            APIResponse(status: status, headers: [APIHeader("Retry-After", "7")], body: "")
        }
        _ = try await rig.enqueue("one", rig.here)

        do {
            _ = try await rig.sendNext()
            Issue.record("nothing was thrown")
        } catch {
            guard case .answer(.unavailable(status, retryAfterSeconds: 7), _) = error else {
                Issue.record("\(error)")
                return
            }
        }
        #expect(try await rig.store.outboxCounts() == OutboxCounts(waiting: 1, parked: 0))
    }

    @Test func aRefusedKeyKeepsTheQueue() async throws {
        let rig = try await rig(.v2_8) { _ in APIResponse(status: 401, body: "{}") }
        _ = try await rig.enqueue("one", rig.here)
        await #expect(throws: ClientError.self) { _ = try await rig.sendNext() }
        #expect(try await rig.store.outboxCounts() == OutboxCounts(waiting: 1, parked: 0))
    }

    @Test func designsWithoutTheCallHaveNoSender() throws {
        let files = try TemporaryDirectory()
        let store = try MessageStore.open(path: files.file("store.sqlite"))
        let configuration = ClientConfiguration(
            account: Account(user: me, server: "http://x", design: "v1"), accessKey: "", design: .v1)
        #expect(RESTSender(store: store, configuration: configuration, directory: ScriptedDirectory()) == nil)
    }

    /// What a v2.8 server answers that took everything.
    private static func acknowledgements(_ request: APIRequest) -> String {
        let ids = request.body.matches(of: /\\"id\\":\\"([^"\\]+)\\"/).map(\.output.1)
        let frames = ServerFrames(me: UserID("+919876543210"))
        let acks = ids.map { JSONValue.string(frames.acknowledgement(of: MessageID(String($0)))).text }
        return #"{"acks":["# + acks.joined(separator: ",") + "]}"
    }
}
