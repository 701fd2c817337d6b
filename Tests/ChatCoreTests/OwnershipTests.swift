import ChatCore
import ChatModel
import ChatStore
import ChatTestSupport
import ChatWire
import Testing

/// The client as one of several that may own the connection.
@Suite(.timeLimit(.minutes(1)))
struct OwnershipTests {
    @Test func whoWasSupersededEndsItsLinkAndRecordsNothing() async throws {
        let rig = try await ClientRig()
        let conversation = try await rig.conversation(with: rig.peer)
        try await rig.run {
            let connection = try await rig.transport.accept()
            let message = try await rig.client.send("mine?", to: conversation)
            _ = try await connection.nextFrame()
            // This process slept; another one took over.
            let other = try MessageStore.open(path: rig.files.file("store.sqlite"))
            _ = try await other.takeOwnership(processID: 4711)

            connection.deliver(rig.frames.acknowledgement(of: message.messageID))

            try await connection.closed()
            while true {
                if case .ownedElsewhere = try await rig.nextState() { break }
            }
            #expect(try await rig.store.message(message.messageID)?.state == .queued)
            try other.close()
        }
    }

    @Test func anAttemptIsInTheStoreBeforeItsFrameIsOnTheWire() async throws {
        let rig = try await ClientRig()
        let conversation = try await rig.conversation(with: rig.peer)
        try await rig.run {
            let connection = try await rig.transport.accept()
            _ = try await rig.client.send("counted", to: conversation)
            _ = try await connection.nextFrame()
            #expect(try await rig.store.outboxItems().map(\.attempts) == [1])
        }
    }

    @Test func aMessageUnderWayIsNotTakenBackAndAnIdleOneIs() async throws {
        let rig = try await ClientRig()
        let conversation = try await rig.conversation(with: rig.peer)
        let one = try await rig.client.send("one", to: conversation)
        let two = try await rig.client.send("two", to: conversation)
        let three = try await rig.client.send("three", to: conversation)
        try await rig.run {
            let connection = try await rig.transport.accept()
            _ = try await connection.nextFrame()

            await #expect(throws: ClientError.self) { try await rig.client.cancel(one.messageID, in: conversation) }
            #expect(try await rig.client.cancel(two.messageID, in: conversation) == .removed)
            connection.deliver(rig.frames.acknowledgement(of: one.messageID))

            #expect(try await connection.nextEnvelope().id == three.messageID)
            #expect(try await rig.store.message(two.messageID) == nil)
        }
    }

    @Test func oneThatAnotherProcessTookBackIsNotWaitedFor() async throws {
        let rig = try await ClientRig()
        let conversation = try await rig.conversation(with: rig.peer)
        let one = try await rig.client.send("one", to: conversation)
        let two = try await rig.client.send("two", to: conversation)
        try await rig.run {
            let connection = try await rig.transport.accept()
            #expect(try await connection.nextEnvelope().id == one.messageID)
            let other = try MessageStore.open(path: rig.files.file("store.sqlite"))

            #expect(try await other.cancel(one.messageID, in: conversation) == .mayHaveLeft(attempts: 1))

            #expect(try await connection.nextEnvelope().id == two.messageID)
            try other.close()
        }
    }
}

/// One message that makes the server end the connection must not hold up all others for ever.
@Suite(.timeLimit(.minutes(1)))
struct PoisonTests {
    @Test func aMessageThatEndsThreeLinksIsSetAsideAndTheChatGoesOn() async throws {
        let rig = try await ClientRig()
        let conversation = try await rig.conversation(with: rig.peer)
        let poison = try await rig.client.send("poison", to: conversation)
        let next = try await rig.client.send("next", to: conversation)
        try await rig.run {
            for attempt in 1...3 {
                let connection = try await rig.transport.accept()
                #expect(try await connection.nextEnvelope().id == poison.messageID)
                connection.drop(.closed(code: 1009, reason: "too big"))
                try await connection.closed()
                let pause = Duration.milliseconds(500 * (1 << (attempt - 1)))
                await rig.clock.waitUntilSomebodySleeps(for: pause)
                await rig.clock.advance(by: pause)
            }
            let connection = try await rig.transport.accept()
            #expect(try await connection.nextEnvelope().id == next.messageID)
            let parked = try await rig.store.message(poison.messageID)
            #expect(parked?.state == .parked)
            #expect(parked?.parkReason?.contains("ended the connection") == true)
            #expect(try await rig.store.outboxItems().first?.attempts == 3)
        }
    }
}
