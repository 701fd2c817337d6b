import ChatCore
import ChatModel
import ChatStore
import ChatTestSupport
import ChatWire
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ConnectingTests {
    @Test func theLinkIsMadeWithTheAccountsKey() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            let connection = try await rig.transport.accept()
            #expect(connection.request.server == "http://127.0.0.1:8080")
            #expect(connection.request.path == "/v1.0/wss/?ack=true")
            #expect(connection.request.headers.contains(APIHeader("accesskey", "secret-key")))
            #expect(try await rig.nextState() == .connecting)
            #expect(try await rig.nextState() == .online(since: rig.time))
        }
    }

    @Test(arguments: [401, 403])
    func aRefusedKeyEndsTheClientAndKeepsTheQueue(status: Int) async throws {
        let rig = try await ClientRig()
        let conversation = try await rig.conversation(with: rig.peer)
        _ = try await rig.client.send("kept", to: conversation)
        try await rig.run {
            try await rig.transport.refuse(.upgradeRefused(status: status))
            #expect(try await rig.nextState() == .connecting)
            guard case .signedOut(let reason) = try await rig.nextState() else {
                Issue.record("not signed out")
                return
            }
            #expect(reason.contains("log in again"))
        }
        #expect(try await rig.store.outboxCounts().waiting == 1)
    }

    @Test func aKeyRefusedOverHTTPEndsTheClientToo() async throws {
        let rig = try await ClientRig(directory: ScriptedDirectory { _ in APIResponse(status: 401, body: "{}") })
        try await rig.run {
            let connection = try await rig.transport.accept()
            try await connection.closed()
            while true {
                if case .signedOut = try await rig.nextState() { break }
            }
        }
    }

    @Test func aDeadLinkIsNoticedByThePingsDeadline() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            let connection = try await rig.transport.accept()
            #expect(try await rig.nextState() == .connecting)
            #expect(try await rig.nextState().isOnline)
            connection.fallSilent()

            await rig.clock.waitUntilSomebodySleeps(for: .seconds(25))
            await rig.clock.advance(by: .seconds(25))
            try await connection.nextPing()
            await rig.clock.waitUntilSomebodySleeps(for: .seconds(10))
            await rig.clock.advance(by: .seconds(10))

            try await connection.closed()
            guard case .waiting(_, _, let reason) = try await rig.nextState() else {
                Issue.record("not waiting")
                return
            }
            #expect(reason.contains("stopped answering"))
        }
    }

    @Test func aSocketThatTheServerLostIsReplacedAndThenBelieved() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            for wait in [Duration.milliseconds(500), .seconds(1)] {
                let orphan = try await rig.transport.accept(answersTextPings: false)
                await rig.clock.waitUntilSomebodySleeps(for: .seconds(10))
                await rig.clock.advance(by: .seconds(10))
                try await orphan.closed()
                await rig.clock.waitUntilSomebodySleeps(for: wait)
                await rig.clock.advance(by: wait)
            }
            // Twice in a row: this server does not answer at all, so the link is used as it is.
            let connection = try await rig.transport.accept(answersTextPings: false)
            await rig.clock.waitUntilSomebodySleeps(for: .seconds(25))
            await rig.clock.advance(by: .seconds(25))
            try await connection.nextPing()
        }
    }

    @Test func anAttemptThatTakesTooLongIsGivenUp() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            try await rig.transport.ignoreAttempt()
            await rig.clock.waitUntilSomebodySleeps(for: .seconds(20))
            await rig.clock.advance(by: .seconds(20))
            #expect(try await rig.nextState() == .connecting)
            guard case .waiting(_, let retryAt, _) = try await rig.nextState() else {
                Issue.record("not waiting")
                return
            }
            #expect(retryAt == rig.time.advanced(byMilliseconds: 500))
        }
    }

    @Test func retryNowCutsTheWaitShort() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            for _ in 0..<8 {
                try await rig.transport.refuse(.unreachable(host: "chat.example", reason: "connection refused"))
                while true {
                    if case .waiting = try await rig.nextState() { break }
                }
                await rig.client.retryNow()
            }
            _ = try await rig.transport.accept()
        }
    }

    @Test func stoppingStoresWhatHasArrivedAndCloses() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            let connection = try await rig.transport.accept()
            connection.deliver(rig.frames.text("last words", id: "m1", from: rig.peer))
            _ = try await connection.nextFrame()
            await rig.client.stop()
            try await connection.closed()
            while true {
                if try await rig.nextState() == .offline { break }
            }
        }
        #expect(try await rig.store.totalUnread() == 1)
    }

    @Test func cancellingEndsTheClient() async throws {
        let rig = try await ClientRig()
        await withTaskGroup { group in
            group.addTask { await rig.client.run() }
            _ = try? await rig.transport.accept()
            group.cancelAll()
        }
        #expect(await rig.client.connectionState == .offline)
    }
}
