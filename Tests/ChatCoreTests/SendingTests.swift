import ChatCore
import ChatModel
import ChatStore
import ChatTestSupport
import ChatWire
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SendingTests {
    @Test func aMessageIsInTheStoreBeforeItIsOnTheWire() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            let conversation = try await rig.conversation(with: rig.peer)
            let connection = try await rig.transport.accept()
            let message = try await rig.client.send("नमस्ते", to: conversation)

            let envelope = try await connection.nextEnvelope()

            let stored = try await rig.store.message(message.messageID)
            #expect(stored?.state == .queued)
            #expect(envelope.content == .text("नमस्ते"))
            #expect(envelope.id == message.messageID)
            #expect(envelope.to == rig.peer.rawValue)
            #expect(envelope.sentAt == message.time)
        }
    }

    @Test func onlyTheAcknowledgementEmptiesTheOutbox() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            let conversation = try await rig.conversation(with: rig.peer)
            let connection = try await rig.transport.accept()
            let message = try await rig.client.send("hello", to: conversation)
            _ = try await connection.nextFrame()
            #expect(try await rig.store.outboxCounts().waiting == 1)

            connection.deliver(rig.frames.acknowledgement(of: message.messageID))

            try await rig.reached(.sent, message)
            #expect(try await rig.store.outboxCounts().waiting == 0)
        }
    }

    @Test func whatWasWrittenWithoutALinkIsSentWhenThereIsOne() async throws {
        let rig = try await ClientRig()
        let conversation = try await rig.conversation(with: rig.peer)
        let message = try await rig.client.send("early", to: conversation)
        try await rig.run {
            let connection = try await rig.transport.accept()
            #expect(try await connection.nextEnvelope().id == message.messageID)
        }
    }

    @Test func aLostLinkResendsTheSameFrame() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            let conversation = try await rig.conversation(with: rig.peer)
            let first = try await rig.transport.accept()
            _ = try await rig.client.send("again", to: conversation)
            let frame = try await first.nextFrame()

            first.drop()
            try await first.closed()
            await rig.clock.waitUntilSomebodySleeps(for: .milliseconds(500))
            await rig.clock.advance(by: .milliseconds(500))
            let second = try await rig.transport.accept()

            #expect(try await second.nextFrame() == frame)
        }
    }

    @Test func aConversationIsSentInOrderAndOthersAreNotHeldUp() async throws {
        let rig = try await ClientRig()
        let here = try await rig.conversation(with: rig.peer)
        let there = try await rig.conversation(with: rig.other)
        let one = try await rig.client.send("one", to: here)
        let two = try await rig.client.send("two", to: here)
        let aside = try await rig.client.send("aside", to: there)
        try await rig.run {
            let connection = try await rig.transport.accept()
            #expect(try await connection.nextEnvelope().id == one.messageID)
            #expect(try await connection.nextEnvelope().id == aside.messageID)

            connection.deliver(rig.frames.acknowledgement(of: one.messageID))

            #expect(try await connection.nextEnvelope().id == two.messageID)
        }
    }

    @Test func silenceIsProbedAndThenTheSameMessageGoesOutAgain() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            let conversation = try await rig.conversation(with: rig.peer)
            let connection = try await rig.transport.accept()
            let message = try await rig.client.send("anybody?", to: conversation)
            _ = try await connection.nextFrame()

            await rig.clock.waitUntilSomebodySleeps(for: .seconds(10))
            await rig.clock.advance(by: .seconds(10))
            try await connection.nextPing()
            await rig.clock.waitUntilSomebodySleeps(for: .seconds(30))
            await rig.clock.advance(by: .seconds(30))

            #expect(try await connection.nextEnvelope().id == message.messageID)
        }
    }

    @Test func aRowOfAnotherProcessIsNoticedAndSent() async throws {
        let rig = try await ClientRig()
        let conversation = try await rig.conversation(with: rig.peer)
        try await rig.run {
            let connection = try await rig.transport.accept()
            #expect(try await rig.nextState() == .connecting)
            #expect(try await rig.nextState().isOnline)
            let second = try MessageStore.open(path: rig.files.file("store.sqlite"))
            let outgoing = OutgoingMessages(store: second, design: .v2_8, user: rig.me)

            let message = try await outgoing.enqueue("from a script", to: conversation, id: nil, now: rig.time)

            #expect(try await connection.nextEnvelope().id == message.messageID)
            try second.close()
        }
    }

    @Test func aMessageThatTheUserStoppedIsNotSent() async throws {
        let rig = try await ClientRig()
        let conversation = try await rig.conversation(with: rig.peer)
        let stopped = try await rig.client.send("stopped", to: conversation)
        let next = try await rig.client.send("next", to: conversation)
        try await rig.store.park(stopped.messageID, in: conversation, reason: "stopped")
        try await rig.run {
            let connection = try await rig.transport.accept()
            #expect(try await connection.nextEnvelope().id == next.messageID)
            connection.deliver(rig.frames.acknowledgement(of: next.messageID))
            try await rig.reached(.sent, next)

            try await rig.store.unpark(stopped.messageID, in: conversation)

            #expect(try await connection.nextEnvelope().id == stopped.messageID)
        }
    }

    @Test func aMessageThatNoFrameMayCarryIsParkedWithTheReason() async throws {
        let rig = try await ClientRig()
        let group = Group(id: ConversationID("a.b"), name: "x", members: [Member(user: rig.me, role: .user)])
        try await rig.store.replaceGroup(group)
        let text = OutgoingText(id: MessageID("m1"), conversation: group.id, text: "hello", now: rig.time)
        _ = try await rig.store.enqueue(text)
        try await rig.run {
            _ = try await rig.transport.accept()
            let watch = DeliveryWatch(store: rig.store, clock: rig.clock)
            let outcome = try await watch.wait(for: text.id, until: .sent, timeout: .seconds(30))
            guard case .parked(let message) = outcome else {
                Issue.record("not parked")
                return
            }
            #expect(message.parkReason?.isEmpty == false)
        }
    }

    @Test func aReceiptMovesAMessageThatWasNeverAcknowledged() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            let conversation = try await rig.conversation(with: rig.peer)
            let connection = try await rig.transport.accept()
            let one = try await rig.client.send("one", to: conversation)
            let two = try await rig.client.send("two", to: conversation)
            _ = try await connection.nextFrame()

            connection.deliver(rig.frames.receipt(.delivered, for: [one.messageID], from: rig.peer))

            try await rig.reached(.delivered, one)
            #expect(try await connection.nextEnvelope().content == .clientAcknowledgement)
            #expect(try await connection.nextEnvelope().id == two.messageID)
        }
    }

    @Test func aReceiptOfAStrangerMovesNothing() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            let conversation = try await rig.conversation(with: rig.peer)
            let connection = try await rig.transport.accept()
            let message = try await rig.client.send("one", to: conversation)
            _ = try await connection.nextFrame()

            connection.deliver(rig.frames.receipt(.read, for: [message.messageID], from: rig.other))
            connection.deliver(rig.frames.text("barrier", id: "b", from: rig.other))
            _ = try await rig.nextReceived()

            #expect(try await rig.store.message(message.messageID)?.state == .queued)
        }
    }

    @Test func aTextThatIsTooLongIsRefusedBeforeItIsStored() async throws {
        let rig = try await ClientRig()
        let conversation = try await rig.conversation(with: rig.peer)
        await #expect(throws: ClientError.self) {
            try await rig.client.send(String(repeating: "x", count: 16_001), to: conversation)
        }
        await #expect(throws: ClientError.self) { try await rig.client.send("", to: conversation) }
        await #expect(throws: ClientError.self) { try await rig.client.send("x", to: ConversationID("nowhere")) }
        #expect(try await rig.store.outboxCounts().waiting == 0)
    }

    @Test func anIdTwiceIsOneMessageOrAConflict() async throws {
        let rig = try await ClientRig()
        let conversation = try await rig.conversation(with: rig.peer)
        let id = MessageID("script-1")
        let first = try await rig.client.send("text", to: conversation, id: id)
        let second = try await rig.client.send("text", to: conversation, id: id)
        #expect(first.row == second.row)
        await #expect(throws: ClientError.self) {
            try await rig.client.send("another text", to: conversation, id: id)
        }
    }

    @Test func framesCarryANumberThatGrowsWithinTheConversation() async throws {
        let rig = try await ClientRig()
        let conversation = try await rig.conversation(with: rig.peer)
        let one = try await rig.client.send("one", to: conversation)
        _ = try await rig.client.send("two", to: conversation)
        try await rig.run {
            let connection = try await rig.transport.accept()
            #expect(try await connection.nextEnvelope().sequence == 1)
            connection.deliver(rig.frames.acknowledgement(of: one.messageID))
            #expect(try await connection.nextEnvelope().sequence == 2)
        }
    }
}
