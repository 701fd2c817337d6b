import ChatCore
import ChatModel
import ChatStore
import ChatWire
import Testing

/// How frames are sorted, without a store.
struct InboxBatchTests {
    private let me = UserID("+919876543210")
    private let peer = UserID("+919812345678")
    private let arrival = Timestamp(milliseconds: 1_795_000_000_000)

    private func batch(_ frames: String...) -> InboxBatch {
        InboxBatch(frames.map { .text($0) }, codec: ServerDesign.v2_8.codec, user: me, arrival: arrival)
    }

    private var frames: ServerFrames { ServerFrames(me: me) }

    @Test func aTextBecomesAMessageAndAnAcknowledgement() throws {
        let batch = batch(frames.text("hello", id: "m1", from: peer, time: 1_794_999_999_000))
        let message = try #require(batch.messages.first)
        #expect(message.messageID == MessageID("m1"))
        #expect(message.sender == peer)
        #expect(message.body == .text("hello"))
        #expect(message.time == Timestamp(milliseconds: 1_794_999_999_000))
        #expect(message.arrival == arrival)
        #expect(batch.acknowledgements == [MessageID("m1")])
    }

    @Test func nobodyWritesIntoTheConversationOfOthers() {
        let forged = """
            {"_v":2.1,"id":"m1","head":{"type":"INDIVIDUAL","from":"+919812345678","to":"+919876543210",\
            "contentType":"text","chatid":"919811111111919876543210"},"body":{"text":"x"}}
            """
        #expect(batch(forged).messages.map(\.conversation) == [.direct(me, peer)])
    }

    @Test func aMessageWithoutAnIdIsKeptUnread() {
        let frame = """
            {"_v":2.1,"head":{"type":"INDIVIDUAL","from":"+919812345678","to":"+919876543210",\
            "contentType":"text"},"body":{"text":"x"}}
            """
        let batch = batch(frame)
        #expect(batch.messages.isEmpty)
        #expect(batch.unreadable.map(\.bytes) == [Array(frame.utf8)])
    }

    @Test func aNoticeOfOurOwnDoingOnlyFetches() {
        let batch = batch(frames.added(peer, to: "g1", by: me))
        #expect(batch.changedGroups == [ConversationID("g1")])
        #expect(batch.messages.isEmpty)
        #expect(batch.acknowledgements == [MessageID("n1")])
    }

    @Test func aNoticeIsALineAndAFetchOnceForAll() {
        let batch = batch(
            frames.added(me, to: "g1", by: peer, id: "n1"), frames.added(me, to: "g1", by: peer, id: "n2"))
        #expect(batch.changedGroups == [ConversationID("g1")])
        #expect(batch.messages.map(\.body) == Array(repeating: .groupChange(GroupChange(added: [me])), count: 2))
        #expect(batch.messages.map(\.isGroup) == [true, true])
    }

    @Test func typingInAReplayIsIgnored() {
        let typing = frames.typing(from: peer)
        #expect(batch(typing).typing.count == 1)
        #expect(batch("[\(typing),\(typing)]").typing.isEmpty)
    }

    @Test func acknowledgementsAndPongsAreToldApart() {
        let batch = batch("pong", frames.acknowledgement(of: MessageID("m7")))
        #expect(batch.hasPong)
        #expect(batch.serverAcknowledgements == [MessageID("m7")])
        #expect(batch.acknowledgements.isEmpty)
    }

    @Test func anUnknownKindIsAMessageOfItsOwn() throws {
        let frame = """
            {"_v":2.1,"id":"m1","head":{"type":"INDIVIDUAL","from":"+919812345678","to":"+919876543210",\
            "contentType":"hologram"},"body":{"beam":1}}
            """
        let message = try #require(batch(frame).messages.first)
        guard case .unsupported("hologram", _) = message.body else {
            Issue.record("\(message.body)")
            return
        }
    }
}
