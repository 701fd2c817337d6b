import ChatCore
import ChatModel
import ChatStore
import ChatTestSupport
import ChatWire
import Synchronization
import Testing

/// Repair as the client does it: from the peer's silence to the second copy on the wire, with the clock in our hands.
@Suite(.timeLimit(.minutes(1)))
struct RepairingTests {
    @Test func aMessageThatTheServerLostIsSentAgainWhenThePeerIsHeard() async throws {
        let rig = try await ClientRig(wallClock: .running)
        try await rig.run {
            let conversation = try await rig.conversation(with: rig.peer)
            let connection = try await rig.transport.accept()
            try await rig.teachReceipts(over: connection, in: conversation)
            let lost = try await rig.client.send("lost", to: conversation)
            let first = try await connection.nextFrame()
            connection.deliver(rig.frames.acknowledgement(of: lost.messageID))
            try await rig.reached(.sent, lost)

            await rig.clock.advance(by: .seconds(50))
            connection.deliver(rig.frames.text("are you there?", id: "p1", from: rig.peer))
            _ = try await rig.nextReceived()
            #expect(try await connection.nextEnvelope().content == .clientAcknowledgement)
            await rig.clock.waitUntilSomebodySleeps(for: .seconds(30))
            await rig.clock.advance(by: .seconds(30))

            #expect(try await connection.next(.text("lost")) == first)
            #expect(try await rig.store.message(lost.messageID)?.confirmation == Confirmation(repairs: 1))
            #expect(try await rig.store.message(lost.messageID)?.state == .sent)
            connection.deliver(rig.frames.receipt(.delivered, for: [lost.messageID], from: rig.peer, id: "r2"))
            try await rig.reached(.delivered, lost)
            #expect(try await rig.store.watched().isEmpty)
        }
    }

    @Test func whatWasInALinkThatBrokeIsSentAgainAfterTheReconnect() async throws {
        let rig = try await ClientRig(wallClock: .running)
        try await rig.run {
            let conversation = try await rig.conversation(with: rig.peer)
            let connection = try await rig.transport.accept()
            let lost = try await rig.client.send("lost", to: conversation)
            let first = try await connection.nextFrame()
            connection.deliver(rig.frames.acknowledgement(of: lost.messageID))
            try await rig.reached(.sent, lost)

            await rig.clock.advance(by: .seconds(20))
            connection.drop()
            try await connection.closed()
            await rig.clock.waitUntilSomebodySleeps(for: .milliseconds(500))
            await rig.clock.advance(by: .milliseconds(500))
            let second = try await rig.transport.accept()
            await rig.clock.waitUntilSomebodySleeps(for: .milliseconds(39_500))
            await rig.clock.advance(by: .milliseconds(39_500))

            #expect(try await second.nextFrame() == first)
            // The peer never sent a receipt, but it may begin to: the message stays watched.
            #expect(try await rig.store.message(lost.messageID)?.confirmation == Confirmation(repairs: 1))
        }
    }

    @Test func anOrderlyEndOfTheProgramIsNoReasonToSendAgain() async throws {
        let rig = try await ClientRig(wallClock: .running)
        let conversation = try await rig.conversation(with: rig.peer)
        try await rig.run {
            let connection = try await rig.transport.accept()
            let message = try await rig.client.send("fine", to: conversation)
            _ = try await connection.nextFrame()
            connection.deliver(rig.frames.acknowledgement(of: message.messageID))
            try await rig.reached(.sent, message)
        }
        #expect(try await rig.store.watched().map(\.link) == [.safe])
    }

    @Test func afterACrashTheWatchListIsReadFromTheStore() async throws {
        let rig = try await ClientRig(wallClock: .running)
        let conversation = try await rig.conversation(with: rig.peer)
        let crashed = try await rig.store.takeOwnership(processID: 1)
        let lost = try await rig.client.send("lost", to: conversation)
        var progress = OutboxProgress()
        progress.acknowledged = [OwnMessageReference(id: lost.messageID, conversation: conversation)]
        try await rig.store.record(progress, at: rig.time, as: crashed)
        await rig.clock.advance(by: .seconds(60))
        try await rig.run {
            let connection = try await rig.transport.accept()
            #expect(try await connection.nextEnvelope().id == lost.messageID)
        }
    }

    @Test func theUserMayHaveASentMessageSentAgainAtOnce() async throws {
        let rig = try await ClientRig(wallClock: .running)
        try await rig.run {
            let conversation = try await rig.conversation(with: rig.peer)
            let connection = try await rig.transport.accept()
            let message = try await rig.client.send("hello", to: conversation)
            let first = try await connection.nextFrame()
            connection.deliver(rig.frames.acknowledgement(of: message.messageID))
            try await rig.reached(.sent, message)

            try await rig.client.retry(message.messageID, in: conversation)

            #expect(try await connection.nextFrame() == first)
        }
    }

    @Test func anotherProcessMayAskForItToo() async throws {
        let rig = try await ClientRig(wallClock: .running)
        try await rig.run {
            let conversation = try await rig.conversation(with: rig.peer)
            let connection = try await rig.transport.accept()
            let message = try await rig.client.send("hello", to: conversation)
            let first = try await connection.nextFrame()
            connection.deliver(rig.frames.acknowledgement(of: message.messageID))
            try await rig.reached(.sent, message)

            let second = try MessageStore.open(path: rig.files.file("store.sqlite"))
            try await second.retry(message.messageID, in: conversation)

            #expect(try await connection.nextFrame() == first)
            try second.close()
        }
    }

    @Test func whatWasSentToAGroupBeforeItsMembersWereKnownIsRepairedToo() async throws {
        let isKnown = Mutex(false)
        let members = #"{"username":"+919876543210","role":"user"},{"username":"+919812345678","role":"admin"}"#
        let group = #"{"groupId":"g1","name":"Team","members":[\#(members)],"profilePic":null}"#
        let directory = ScriptedDirectory { (request) throws(TransportError) in
            guard request.path.hasSuffix("/groups/g1") else { return try ScriptedDirectory.emptyServer(request) }
            return isKnown.withLock { $0 }
                ? APIResponse(status: 200, body: group) : APIResponse(status: 503, body: "{}")
        }
        let rig = try await ClientRig(directory: directory, wallClock: .running)
        try await rig.run {
            let connection = try await rig.transport.accept()
            // The list does not name the group: a message before it is asked for would be from a group that we left.
            while try await !rig.directory.nextRequest().path.hasSuffix("/groups/") {}
            connection.deliver(rig.frames.text("hello", id: "p1", from: rig.peer, group: "g1"))
            _ = try await rig.nextReceived()
            let lost = try await rig.client.send("lost", to: ConversationID("g1"))
            _ = try await connection.next(.text("lost"))
            connection.deliver(rig.frames.acknowledgement(of: lost.messageID))
            try await rig.reached(.sent, lost)

            isKnown.withLock { $0 = true }
            let changes = rig.store.changes
            connection.deliver(rig.frames.added(rig.me, to: "g1", by: rig.peer))
            for await _ in changes where try await rig.store.members(of: ConversationID("g1")).count == 2 { break }
            await rig.clock.advance(by: .seconds(50))
            connection.deliver(rig.frames.text("are you there?", id: "p2", from: rig.peer))
            await rig.clock.waitUntilSomebodySleeps(for: .seconds(30))
            await rig.clock.advance(by: .seconds(30))

            _ = try await connection.next(.text("lost"))
        }
    }

    @Test func aDeliveredMessageIsNotTriedAgain() async throws {
        let rig = try await ClientRig(wallClock: .running)
        try await rig.run {
            let conversation = try await rig.conversation(with: rig.peer)
            let connection = try await rig.transport.accept()
            let message = try await rig.client.send("hello", to: conversation)
            _ = try await connection.nextFrame()
            connection.deliver(rig.frames.receipt(.delivered, for: [message.messageID], from: rig.peer))
            try await rig.reached(.delivered, message)
            await #expect(throws: ClientError.self) {
                try await rig.client.retry(message.messageID, in: conversation)
            }
        }
    }

    @Test func aRepairDoesNotHoldUpANewMessage() async throws {
        let rig = try await ClientRig(wallClock: .running)
        try await rig.run {
            let conversation = try await rig.conversation(with: rig.peer)
            let connection = try await rig.transport.accept()
            let old = try await rig.client.send("old", to: conversation)
            _ = try await connection.nextFrame()
            connection.deliver(rig.frames.acknowledgement(of: old.messageID))
            try await rig.reached(.sent, old)
            try await rig.client.retry(old.messageID, in: conversation)
            #expect(try await connection.nextEnvelope().id == old.messageID)

            // The server stays silent about the repair, and the next message goes out all the same.
            let new = try await rig.client.send("new", to: conversation)

            #expect(try await connection.nextEnvelope().id == new.messageID)
        }
    }
}

extension ClientRig {
    /// Sends a message that the peer confirms, so that the peer is known to send receipts.
    func teachReceipts(over connection: ScriptedConnection, in conversation: ConversationID) async throws {
        let message = try await client.send("first", to: conversation)
        _ = try await connection.nextFrame()
        connection.deliver(frames.acknowledgement(of: message.messageID))
        connection.deliver(frames.receipt(.delivered, for: [message.messageID], from: peer))
        try await reached(.delivered, message)
        _ = try await connection.next(.clientAcknowledgement)
    }
}

extension ScriptedConnection {
    /// The next frame with this content; others before it are passed over.
    func next(_ content: Envelope.Content) async throws -> Frame {
        while true {
            let frame = try await nextFrame()
            if case .envelope(let envelope)? = ServerDesign.v2_8.codec.decode(frame).first, envelope.content == content
            {
                return frame
            }
        }
    }
}
