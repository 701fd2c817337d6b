import ChatCore
import ChatModel
import ChatStore
import ChatTestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DeliveryWatchTests {
    @Test func theStateAskedForEndsTheWaitEvenIfItWasPassed() async throws {
        let rig = try await ClientRig()
        let conversation = try await rig.conversation(with: rig.peer)
        let message = try await rig.client.send("x", to: conversation)
        let watch = DeliveryWatch(store: rig.store, clock: rig.clock)
        async let outcome = watch.wait(for: message.messageID, until: .sent, timeout: .seconds(30))
        await rig.clock.waitUntilSomebodySleeps(for: .seconds(30))

        try await rig.store.apply(.read, ids: [message.messageID], from: rig.peer)

        guard case .reached(let reached) = try await outcome else {
            Issue.record("not reached")
            return
        }
        #expect(reached.state == .read)
    }

    @Test func aParkedMessageEndsTheWait() async throws {
        let rig = try await ClientRig()
        let conversation = try await rig.conversation(with: rig.peer)
        let message = try await rig.client.send("x", to: conversation)
        let watch = DeliveryWatch(store: rig.store, clock: rig.clock)
        async let outcome = watch.wait(for: message.messageID, until: .delivered, timeout: .seconds(30))
        await rig.clock.waitUntilSomebodySleeps(for: .seconds(30))

        try await rig.store.park(message.messageID, in: conversation, reason: "refused")

        guard case .parked(let parked) = try await outcome else {
            Issue.record("not parked")
            return
        }
        #expect(parked.parkReason == "refused")
    }

    @Test func theDeadlineEndsTheWaitWithTheStateAsItIs() async throws {
        let rig = try await ClientRig()
        let conversation = try await rig.conversation(with: rig.peer)
        let message = try await rig.client.send("x", to: conversation)
        let watch = DeliveryWatch(store: rig.store, clock: rig.clock)
        async let outcome = watch.wait(for: message.messageID, until: .sent, timeout: .seconds(30))
        await rig.clock.waitUntilSomebodySleeps(for: .seconds(30))

        await rig.clock.advance(by: .seconds(30))

        #expect(try await outcome == .timedOut(message))
    }
}
