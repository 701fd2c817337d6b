import ChatModel
import ChatStore
import ChatTestSupport
import Testing

struct ConversationsTests {
    let sample: SampleStore
    var store: MessageStore { sample.store }

    init() async throws {
        sample = try await SampleStore()
        try await sample.store.upsertContacts([
            Contact(user: StoreSamples.asha, name: "Asha Rao"), Contact(user: StoreSamples.ravi, name: "Ravi José"),
            Contact(user: StoreSamples.meera, name: "मीरा"),
        ])
    }

    @Test func theConversationWithTheNewestMessageComesFirst() async throws {
        try await store.replaceGroup(StoreSamples.hostel)
        _ = try await store.startDirect(with: StoreSamples.asha)
        try await store.insertOnce([
            StoreSamples.incoming("hi", id: "1", in: StoreSamples.withRavi, from: StoreSamples.ravi, after: 60_000)
        ])
        try await store.enqueue(StoreSamples.outgoing("hello", id: "2", after: 30_000))

        let list = try await store.conversations(limit: 9)

        #expect(list.map(\.conversation.title) == ["Ravi José", "Asha Rao", "Hostel 4B"])
        #expect(try await store.conversations(limit: 1).map(\.id) == [StoreSamples.withRavi])
    }

    @Test func aLineSaysWhatIsNewestWhoseItIsAndHowFarItCame() async throws {
        try await store.insertOnce([StoreSamples.incoming("are you there?", id: "1")])
        var line = try #require(try await store.conversations(limit: 9).first)
        #expect(line.preview == .text("are you there?"))
        #expect(line.previewSender == StoreSamples.asha)
        #expect(line.previewSenderName == "Asha Rao")
        #expect(line.ownState == nil)
        #expect(line.unreadCount == 1)
        #expect(line.time == StoreSamples.time)

        try await store.enqueue(StoreSamples.outgoing("yes", id: "2"))
        try await store.park(MessageID("2"), in: StoreSamples.withAsha, reason: "Refused.")
        try await store.setDraft("and you?", of: StoreSamples.withAsha)
        try await store.setMuted(true, StoreSamples.withAsha)

        line = try #require(try await store.conversations(limit: 9).first)
        #expect(line.preview == .text("yes"))
        #expect(line.previewSender == StoreSamples.own)
        #expect(line.previewSenderName == nil)
        #expect(line.ownState == .parked)
        #expect(line.hasParked)
        #expect(line.hasDraft)
        #expect(line.isMuted)
    }

    @Test func aLateMessageDoesNotBecomeTheNewest() async throws {
        try await store.insertOnce([StoreSamples.incoming("newer", id: "1", after: 5_000)])
        try await store.insertOnce([StoreSamples.incoming("older", id: "2", after: 1_000)])

        let line = try #require(try await store.conversations(limit: 1).first)
        #expect(line.preview == .text("newer"))
        #expect(line.time == StoreSamples.time.advanced(byMilliseconds: 5_000))
    }

    @Test func aConversationWithoutMessagesHasNoPreview() async throws {
        let conversation = try await store.startDirect(with: StoreSamples.asha)

        #expect(conversation.title == "Asha Rao")
        #expect(conversation.kind == .direct(peer: StoreSamples.asha))
        #expect(try await store.startDirect(with: StoreSamples.asha) == conversation)
        #expect(
            try await store.conversations(limit: 9) == [
                ConversationSummary(conversation: conversation, time: StoreSamples.time)
            ])
    }

    @Test func aLongMessageIsCutInThePreviewOnly() async throws {
        let text = String(repeating: "नमस्ते ", count: 200)
        try await store.insertOnce([StoreSamples.incoming(text, id: "1")])

        guard case .text(let preview) = try await store.conversations(limit: 1).first?.preview else {
            Issue.record("no preview")
            return
        }
        #expect(preview.unicodeScalars.count == 400)
        #expect(text.unicodeScalars.starts(with: preview.unicodeScalars))
        #expect(try await store.timeline(of: StoreSamples.withAsha, limit: 1).map(\.body) == [.text(text)])
    }

    @Test(arguments: [
        ("asha", ["Asha Rao"]), ("ÁSHA", ["Asha Rao"]), ("jose", ["Ravi José"]), ("JOSE\u{301}", ["Ravi José"]),
        ("hostel", ["Hostel 4B"]), ("मी", ["मीरा"]), ("मो", []), ("98100 00002", ["Ravi José"]),
        ("+91 (98100) 00001", ["Asha Rao"]), ("4", ["Hostel 4B"]), ("zzz", []), ("%", []), ("a\0b", []),
        ("  asha ", ["Asha Rao"]),
    ])
    func conversationsAreFoundByTitleNameOrNumber(text: String, titles: [String]) async throws {
        try await store.replaceGroup(StoreSamples.hostel)
        _ = try await store.startDirect(with: StoreSamples.asha)

        #expect(try await store.findConversations(matching: text, limit: 9).map(\.title) == titles)
    }

    @Test func anythingIsFoundByNothingAndConversationsComeFirst() async throws {
        let withRavi = try await store.startDirect(with: StoreSamples.ravi)

        let all = try await store.findConversations(matching: "", limit: 9)

        #expect(all.map(\.title) == ["Ravi José", "Asha Rao", "मीरा"])
        #expect(all.first == withRavi)
        #expect(all[1].id == StoreSamples.withAsha)
        #expect(try await store.conversation(StoreSamples.withAsha) == nil)
        #expect(try await store.findConversations(matching: "", limit: 1) == [withRavi])
    }

    @Test func peopleAreOfferedWhenTheyHaveAnAccountContactsFirst() async throws {
        let (lata, stranger) = (UserID("+919810000004"), UserID("+919810000005"))
        try await store.upsertContacts([
            Contact(user: lata, name: "lata"), Contact(user: stranger, name: nil, status: .unknown),
        ])
        #expect(
            try await store.findConversations(matching: "", limit: 9).map(\.title) == [
                "Asha Rao", "lata", "Ravi José", "मीरा",
            ])

        try await store.applyContactSync(
            asked: [StoreSamples.asha, StoreSamples.ravi, lata, stranger],
            registered: [stranger, StoreSamples.ravi, lata], at: StoreSamples.time)

        #expect(
            try await store.findConversations(matching: "", limit: 9).map(\.title) == [
                "lata", "Ravi José", "मीरा", stranger.rawValue,
            ])
        #expect(try await store.findConversations(matching: "asha", limit: 9).isEmpty)
    }

    @Test func aDraftIsKeptUntilItIsForgotten() async throws {
        _ = try await store.startDirect(with: StoreSamples.asha)
        #expect(try await store.draft(of: StoreSamples.withAsha) == nil)

        try await store.setDraft("half a", of: StoreSamples.withAsha)
        try await store.setDraft("half a thought\nand more", of: StoreSamples.withAsha)
        #expect(try await sample.reopen().draft(of: StoreSamples.withAsha) == "half a thought\nand more")

        try await store.setDraft("", of: StoreSamples.withAsha)
        #expect(try await store.draft(of: StoreSamples.withAsha) == nil)
        let absent = ConversationID("absent")
        await #expect(throws: StoreError.unknownConversation(absent)) { try await store.setDraft("x", of: absent) }
    }
}
