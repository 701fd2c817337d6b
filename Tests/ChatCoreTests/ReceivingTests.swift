import ChatCore
import ChatModel
import ChatStore
import ChatTestSupport
import ChatWire
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ReceivingTests {
    @Test func aMessageIsStoredThenAcknowledgedThenTold() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            let connection = try await rig.transport.accept()
            connection.deliver(rig.frames.text("hello", id: "m1", from: rig.peer, time: rig.time.milliseconds))

            let acknowledgement = try await connection.nextEnvelope()

            let conversation = ConversationID.direct(rig.me, rig.peer)
            #expect(acknowledgement.content == .clientAcknowledgement)
            #expect(acknowledgement.id == MessageID("m1"))
            let stored = try await rig.store.timeline(of: conversation, before: nil, limit: 10)
            #expect(stored.map(\.body) == [.text("hello")])
            #expect(try await rig.nextReceived() == stored)
        }
    }

    @Test func aDuplicateIsAcknowledgedAgainAndNotTold() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            let connection = try await rig.transport.accept()
            let frame = rig.frames.text("hello", id: "m1", from: rig.peer)
            connection.deliver(frame)
            #expect(try await connection.nextEnvelope().id == MessageID("m1"))

            connection.deliver(frame)
            #expect(try await connection.nextEnvelope().id == MessageID("m1"))
            connection.deliver(rig.frames.text("next", id: "m2", from: rig.peer))

            #expect(try await rig.nextReceived().map(\.body) == [.text("hello")])
            #expect(try await rig.nextReceived().map(\.body) == [.text("next")])
            #expect(try await rig.store.totalUnread() == 2)
        }
    }

    @Test func anUnreadableFrameIsKeptAndTheSessionGoesOn() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            let connection = try await rig.transport.accept()
            connection.deliver("{ not json")
            connection.deliver(.binary([0xFF, 0x00]))
            connection.deliver(rig.frames.text("after", id: "m1", from: rig.peer))

            #expect(try await rig.nextReceived().map(\.body) == [.text("after")])
            #expect(try await rig.store.unreadableCount() == 2)
        }
    }

    @Test func theDeliveredReceiptLeavesAfterAMomentAndIsRemovedWhenTaken() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            let connection = try await rig.transport.accept()
            connection.deliver(rig.frames.text("one", id: "m1", from: rig.peer))
            _ = try await connection.nextFrame()
            await rig.clock.waitUntilSomebodySleeps(for: .milliseconds(200))
            await rig.clock.advance(by: .milliseconds(200))

            let receipt = try await connection.nextEnvelope()

            #expect(receipt.content == .receipt(.delivered, ids: [MessageID("m1")]))
            #expect(receipt.to == rig.peer.rawValue)
            #expect(try await rig.store.pendingReceiptCount() == 1)
            let changes = rig.store.changes
            connection.deliver(rig.frames.acknowledgement(of: try #require(receipt.id)))
            for await change in changes where change.contains(.receipts) { break }
            #expect(try await rig.store.pendingReceiptCount() == 0)
        }
    }

    @Test func whatTheStoreDoesNotTakeIsNotAcknowledgedButTriedAgain() async throws {
        let rig = try await ClientRig(access: .readOnly)
        try await rig.run {
            let connection = try await rig.transport.accept()
            connection.deliver(rig.frames.text("hello", id: "m1", from: rig.peer))
            while true {
                if case .trouble(.store(.readOnly)) = try await rig.events.take() { break }
            }
            await rig.clock.waitUntilSomebodySleeps(for: .seconds(1))
            #expect(await connection.pendingFrameCount == 0)
        }
    }

    @Test func ourOwnMessageComingBackIsNoNewMessage() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            let conversation = try await rig.conversation(with: rig.peer)
            let connection = try await rig.transport.accept()
            let message = try await rig.client.send("mine", to: conversation)
            _ = try await connection.nextFrame()

            connection.deliver(rig.frames.text("mine", id: message.messageID.rawValue, from: rig.me, group: "g"))
            connection.deliver(rig.frames.text("forged", id: "unknown", from: rig.me))
            connection.deliver(rig.frames.text("real", id: "m1", from: rig.peer))

            #expect(try await rig.nextReceived().map(\.body) == [.text("real")])
            #expect(try await rig.store.unreadableCount() == 1)
        }
    }

    @Test func aNoteToSelfIsDeliveredWhenItComesBack() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            let conversation = try await rig.conversation(with: rig.me)
            let connection = try await rig.transport.accept()
            let message = try await rig.client.send("note", to: conversation)
            _ = try await connection.nextFrame()

            connection.deliver(rig.frames.text("note", id: message.messageID.rawValue, from: rig.me))

            try await rig.reached(.delivered, message)
        }
    }

    @Test func typingIsToldWhenItIsFresh() async throws {
        let rig = try await ClientRig()
        try await rig.run {
            let connection = try await rig.transport.accept()
            connection.deliver(rig.frames.typing(from: rig.other, time: rig.time.milliseconds - 6_000))
            connection.deliver(rig.frames.typing(from: rig.peer, time: rig.time.milliseconds - 1_000))
            while true {
                guard case .typing(let user, let conversation, true) = try await rig.events.take() else { continue }
                #expect(user == rig.peer)
                #expect(conversation == ConversationID.direct(rig.me, rig.peer))
                break
            }
        }
    }

    @Test func aGroupNoticeFetchesTheGroup() async throws {
        let group = """
            {"groupId":"g1","name":"Team","members":[{"username":"+919876543210","role":"user"},\
            {"username":"+919812345678","role":"admin"}],"profilePic":null}
            """
        let directory = ScriptedDirectory { (request) throws(TransportError) in
            if request.path.hasSuffix("/groups/g1") { return APIResponse(status: 200, body: group) }
            return try ScriptedDirectory.emptyServer(request)
        }
        let rig = try await ClientRig(directory: directory)
        try await rig.run {
            let connection = try await rig.transport.accept()
            // The server lists no groups: what is not known before that is asked is not taken for one that we left.
            while try await !rig.directory.nextRequest().path.hasSuffix("/groups/") {}
            let changes = rig.store.changes
            connection.deliver(rig.frames.added(rig.me, to: "g1", by: rig.peer))
            for await _ in changes where try await rig.store.members(of: ConversationID("g1")).count == 2 { break }
            #expect(try await rig.store.conversation(ConversationID("g1"))?.title == "Team")
        }
    }

    @Test func aGroupThatCouldNotBeFetchedJustNowIsAskedForAgain() async throws {
        let requests = Mutex(0)
        let members = #"{"username":"+919876543210","role":"user"},{"username":"+919812345678","role":"admin"}"#
        let group = #"{"groupId":"g1","name":"Team","members":[\#(members)],"profilePic":null}"#
        let directory = ScriptedDirectory { (request) throws(TransportError) in
            guard request.path.hasSuffix("/groups/g1") || request.path.hasSuffix("/groups/") else {
                return try ScriptedDirectory.emptyServer(request)
            }
            if request.path.hasSuffix("/groups/g1") { return APIResponse(status: 503, body: "{}") }
            let isFirst = requests.withLock { count in
                count += 1
                return count == 1
            }
            return APIResponse(status: 200, body: isFirst ? "[]" : "[\(group)]")
        }
        let rig = try await ClientRig(directory: directory)
        try await rig.run {
            let connection = try await rig.transport.accept()
            while try await !rig.directory.nextRequest().path.hasSuffix("/groups/") {}
            let changes = rig.store.changes
            connection.deliver(rig.frames.added(rig.me, to: "g1", by: rig.peer))
            for await _ in changes where try await rig.store.members(of: ConversationID("g1")).count == 2 { break }
        }
    }

    @Test func aMessageOfAGroupThatCannotBeFetchedIsKept() async throws {
        let directory = ScriptedDirectory { (request) throws(TransportError) in
            if request.path.hasSuffix("/groups/g2") { return APIResponse(status: 404, body: "{\"status\":false}") }
            return try ScriptedDirectory.emptyServer(request)
        }
        let rig = try await ClientRig(directory: directory)
        try await rig.run {
            let connection = try await rig.transport.accept()
            connection.deliver(rig.frames.text("who are you?", id: "m1", from: rig.peer, group: "g2"))
            #expect(try await rig.nextReceived().map(\.conversation) == [ConversationID("g2")])
            while try await rig.directory.nextRequest().path.hasSuffix("/groups/g2") == false {}
            #expect(try await rig.store.conversation(ConversationID("g2"))?.isGroup == true)
        }
    }
}
