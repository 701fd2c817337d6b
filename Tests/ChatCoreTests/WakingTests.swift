import ChatCore
import ChatModel
import ChatTestSupport
import Testing

struct WakeLimitTests {
    @Test func theFirstWakeIsTakenAtOnceAndTheNextWhenTheWhileIsOver() {
        var limit = WakeLimit()
        limit.note(.network)
        #expect(limit.take(now: .seconds(100)) == .network)
        #expect(limit.nextDeadline == nil)

        limit.note(.network)
        limit.note(.network)
        #expect(limit.take(now: .seconds(101)) == nil)
        #expect(limit.nextDeadline == .seconds(105))
        #expect(limit.take(now: .seconds(105)) == .network)
        #expect(limit.take(now: .seconds(120)) == nil)
    }

    @Test func theLongestSleepOfABurstCounts() {
        var limit = WakeLimit()
        limit.note(.network)
        limit.note(.resumed(after: .seconds(90)))
        limit.note(.resumed(after: .seconds(2)))
        limit.note(.network)
        #expect(limit.take(now: .zero) == .resumed(after: .seconds(90)))
    }
}

/// News of the system, injected: the client does not wait for its timers.
@Suite(.timeLimit(.minutes(1)))
struct WakingTests {
    @Test func theNetworksReturnEndsTheWaitForTheNextAttempt() async throws {
        let wakes = ScriptedWakes()
        let rig = try await ClientRig { $0.wakes = wakes }
        try await rig.run {
            try await rig.transport.refuse(.unreachable(host: "x", reason: "no route to host"))
            await rig.clock.waitUntilSomebodySleeps(for: .milliseconds(500))

            wakes.send(.network)

            _ = try await rig.transport.accept()
        }
    }

    @Test func aLinkThatSeemsToBeUpIsAskedForASignOfLife() async throws {
        let wakes = ScriptedWakes()
        let rig = try await ClientRig { $0.wakes = wakes }
        try await rig.run {
            let connection = try await rig.transport.accept()
            #expect(try await rig.nextState() == .connecting)
            #expect(try await rig.nextState().isOnline)

            wakes.send(.network)

            try await connection.nextPing()
        }
    }

    @Test func aBurstOfNewsMakesOneAttemptInFiveSeconds() async throws {
        let wakes = ScriptedWakes()
        let rig = try await ClientRig { $0.wakes = wakes }
        try await rig.run {
            try await rig.transport.refuse(.unreachable(host: "x", reason: "no route to host"))
            await rig.clock.waitUntilSomebodySleeps(for: .milliseconds(500))
            wakes.send(.network)
            try await rig.transport.refuse(.unreachable(host: "x", reason: "no route to host"))
            await rig.clock.waitUntilSomebodySleeps(for: .seconds(1))

            wakes.send(.network)
            wakes.send(.network)

            await rig.clock.waitUntilSomebodySleeps(for: .seconds(5))
        }
    }

    @Test func afterALongSleepTheLinkIsMadeAnew() async throws {
        let wakes = ScriptedWakes()
        let rig = try await ClientRig { $0.wakes = wakes }
        try await rig.run {
            let old = try await rig.transport.accept()
            #expect(try await rig.nextState() == .connecting)
            #expect(try await rig.nextState().isOnline)

            wakes.send(.resumed(after: .seconds(3_600)))

            try await old.closed()
            await rig.clock.waitUntilSomebodySleeps(for: .milliseconds(500))
            await rig.clock.advance(by: .milliseconds(500))
            _ = try await rig.transport.accept()
        }
    }

    @Test func afterAShortSleepTheLinkIsKeptIfItAnswers() async throws {
        let wakes = ScriptedWakes()
        let rig = try await ClientRig { $0.wakes = wakes }
        try await rig.run {
            let connection = try await rig.transport.accept()
            #expect(try await rig.nextState() == .connecting)
            #expect(try await rig.nextState().isOnline)
            wakes.send(.resumed(after: .seconds(20)))
            try await connection.nextPing()
        }
    }
}
