import ChatCore
import ChatModel
import ChatNetwork
import ChatStore
import ChatTestSupport
import ChatWire
import Foundation
import Testing

@testable import vartalap

/// The demo's world: what it puts into the store, and contacts that answer over the real socket.
@Suite(.timeLimit(.minutes(2))) struct DemoWorldTests {
    private let noon = Timestamp(milliseconds: 1_795_500_000_000)

    @Test func theAccountLooksLivedIn() async throws {
        try await withWorld { world, directory in
            let store = try MessageStore.open(path: directory + "/store.sqlite", access: .readOnly)
            let conversations = try await store.conversations(limit: 100)
            let hostel = try #require(conversations.first { $0.conversation.title == "Hostel 4B" })

            #expect(conversations.count >= 8)
            #expect(conversations.filter(\.conversation.isGroup).count == 2)
            #expect(conversations.filter { $0.unreadCount > 0 }.map(\.unreadCount).sorted() == [1, 1, 2, 3])
            #expect(Set(conversations.compactMap(\.ownState)).isSuperset(of: [.sent, .delivered, .read]))
            #expect(conversations.filter(\.hasDraft).count == 1)
            #expect(try await store.timeline(of: hostel.id, limit: 1_000).count > 200)
            #expect(try await store.outboxCounts().waiting == 0)
            #expect(try await store.pendingReceipts(limit: 10).isEmpty)
            #expect(try await store.account() == world.account)
            #expect(try Credentials.load(from: directory + "/" + Credentials.fileName) != nil)
        }
    }

    @Test func thePastIsTheSameInEveryRun() async throws {
        let groups = DemoCast.groups.map { $0.group(id: ConversationID("id of \($0.name)")) }

        let (first, second) = (try await past(groups), try await past(groups))

        #expect(first.count > 300)
        #expect(first == second)
        #expect(Set(first.map(\.messageID)).count == first.count)
        #expect(first.allSatisfy { $0.time < noon })
    }

    @Test func theEchoConfirmsAndComesBack() async throws {
        try await withWorld { world, directory in
            let us = try await Guest(world, directory)

            try await us.say("नमस्ते", to: world.echo.rawValue)
            let heard = try await us.hear(4)

            #expect(heard.contains(.serverAcknowledgement))
            #expect(
                heard.filter { $0 != .serverAcknowledgement } == [
                    .receipt(.delivered, ids: [us.lastID]), .receipt(.read, ids: [us.lastID]), .text("नमस्ते"),
                ])
            await us.leave()
        }
    }

    @Test func theSlowContactIsDeliveredThenReadThenTypingThenAnswers() async throws {
        let clock = ManualClock()
        try await withWorld(clock: clock) { world, directory in
            let us = try await Guest(world, directory)

            try await us.say("hello", to: DemoCast.asha.user.rawValue)
            #expect(try await us.hear(1) == [.serverAcknowledgement])
            await clock.pass(.milliseconds(800))
            #expect(try await us.hear(1) == [.receipt(.delivered, ids: [us.lastID])])
            await clock.pass(.milliseconds(1_500))
            #expect(try await us.hear(1) == [.receipt(.read, ids: [us.lastID])])
            await clock.pass(.milliseconds(700))
            #expect(try await us.hear(1) == [.typing(true)])
            await clock.pass(.milliseconds(1_000 + 40 * DemoTexts.answers[0].count))
            #expect(try await us.hear(2) == [.typing(false), .text(DemoTexts.answers[0])])
            await us.leave()
        }
    }

    @Test func theGroupKeepsTalkingWithPauses() async throws {
        let clock = ManualClock()
        try await withWorld(clock: clock) { world, directory in
            let us = try await Guest(world, directory)
            var generator = DemoTalk.makeGenerator()

            for line in DemoTexts.talk.prefix(3) {
                let pause = DemoTalk.pause(using: &generator)
                #expect(pause >= .seconds(8))
                await clock.pass(pause)
                #expect(try await us.hear(1) == [.typing(true)])
                await clock.pass(.milliseconds(1_500))
                #expect(try await us.hear(2) == [.typing(false), .text(line.text)])
            }
            await us.leave()
        }
    }

    // MARK: Parts

    private func withWorld(
        clock: any Clock<Duration> = ContinuousClock(), _ body: (DemoWorld, _ directory: String) async throws -> Void
    ) async throws {
        try await withDirectory { directory in
            let noon = noon
            let world = try await DemoWorld.start(directory: directory, now: { noon }, clock: clock)
            do {
                try await body(world, directory)
            } catch {
                await world.stop()
                throw error
            }
            await world.stop()
        }
    }

    private func withDirectory<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let directory = FileManager.default.temporaryDirectory.appending(path: "vartalap-demo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: directory) }
        return try await body(directory.path)
    }

    private func past(_ groups: [ChatModel.Group]) async throws -> [Message] {
        try await withDirectory { directory in
            let store = try MessageStore.open(path: directory + "/store.sqlite")
            try await store.setAccount(Account(user: DemoCast.user, server: "http://127.0.0.1:1", design: "v2.8"))
            try await DemoHistory(store: store, user: DemoCast.user, now: noon).write(groups: groups)
            var messages: [Message] = []
            for summary in try await store.conversations(limit: 100) {
                messages += try await store.timeline(of: summary.id, limit: 10_000)
            }
            return messages
        }
    }
}

/// Us, as a bare socket that hears everything.
private final class Guest {
    private(set) var lastID = MessageID("")
    private let connection: any Connection
    private let design = ServerDesign.v2_8
    private var envelopes: AsyncThrowingStream<Frame, any Error>.AsyncIterator

    init(_ world: DemoWorld, _ directory: String) async throws {
        let credentials = try #require(try Credentials.load(from: directory + "/" + Credentials.fileName))
        let account = world.account
        connection = try await WebSocketTransport().connect(
            ConnectRequest(
                server: account.server, path: design.socketPath,
                headers: design.authenticationHeaders(user: account.user, accessKey: credentials.accessKey)))
        envelopes = connection.frames.makeAsyncIterator()
    }

    func say(_ text: String, to user: String) async throws {
        lastID = MessageID("our-\(text.count)")
        try await connection.send(
            try design.codec.encode(Envelope(id: lastID, from: DemoCast.user, to: user, content: .text(text))))
    }

    func hear(_ count: Int) async throws -> [Envelope.Content] {
        var heard: [Envelope.Content] = []
        while heard.count < count, let frame = try await envelopes.next() {
            for case .envelope(let envelope) in design.codec.decode(frame) { heard.append(envelope.content) }
        }
        return heard
    }

    func leave() async {
        await connection.close()
    }
}

extension ManualClock {
    /// Waits until somebody sleeps for exactly this long, then lets the time pass.
    fileprivate func pass(_ duration: Duration) async {
        await waitUntilSomebodySleeps(for: duration)
        await advance(by: duration)
    }
}
