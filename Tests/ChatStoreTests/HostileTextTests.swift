import ChatModel
import ChatStore
import ChatTestSupport
import Testing

/// The escape corpus in the store: text is a value there, whatever it says, and comes back as it went in.
@Suite struct HostileTextTests {
    @Test func textNamesAndTitlesComeBackAsTheyWentAndAreFound() async throws {
        let sample = try await SampleStore()
        let cases = EscapeCorpus.texts.filter { $0.isShort && !$0.bytes.contains(0) }
        let room = ConversationID("'; DROP TABLE message; --")
        let messages = cases.enumerated().map { index, hostile in
            IncomingMessage(
                messageID: MessageID("h\(index)"), conversation: room, isGroup: true,
                sender: UserID("+9198\(20_000_000 + index)"), body: .text(hostile.text),
                time: StoreSamples.time.advanced(byMilliseconds: Int64(index)), sequence: Int64(index),
                arrival: StoreSamples.time.advanced(byMilliseconds: Int64(index)))
        }

        #expect(try await sample.store.insertOnce(messages).count == cases.count)
        let contacts = cases.enumerated().map { index, hostile in
            Contact(user: UserID("+9198\(20_000_000 + index)"), name: hostile.text.isEmpty ? nil : hostile.text)
        }
        try await sample.store.upsertContacts(contacts)
        try await sample.store.replaceGroup(Group(id: room, name: "'); --\u{1B}[6n", members: []))

        let stored = try await sample.store.timeline(of: room, before: nil, limit: cases.count)
        #expect(stored.map(\.body) == cases.map { .text($0.text) })
        #expect(try await sample.store.conversation(room)?.title == "'); --\u{1B}[6n")
        let names = Dictionary(uniqueKeysWithValues: try await sample.store.contacts().map { ($0.user, $0.name) })
        #expect(contacts.allSatisfy { names[$0.user] == $0.name })
        for hostile in cases { _ = try await sample.store.search(hostile.text, in: nil, before: nil, limit: 5) }
        #expect(try await sample.store.search("DROP", in: nil, before: nil, limit: 5).count == 1)
    }
    @Test func aMessageWithANULIsStoredWholeAndKnownAgain() async throws {
        let sample = try await SampleStore()
        let room = ConversationID("room")
        let incoming = IncomingMessage(
            messageID: MessageID("in"), conversation: room, isGroup: true, sender: UserID("+919820000000"),
            body: .text("before\0after"), time: StoreSamples.time, arrival: StoreSamples.time)
        _ = try await sample.store.insertOnce([incoming])
        let own = OutgoingText(
            id: MessageID("out"), conversation: room, text: "mine\0whole", now: StoreSamples.time, sequence: 0)
        _ = try await sample.store.enqueue(own)

        let stored = try await sample.store.timeline(of: room, before: nil, limit: 5)
        #expect(Set(stored.map(\.body)) == [.text("before\0after"), .text("mine\0whole")])
        #expect(try await sample.store.search("after", in: nil, before: nil, limit: 5).count == 1)
        #expect(try await sample.store.outboxItems().map(\.text) == ["mine\0whole"])
        guard case .alreadyStored = try await sample.store.enqueue(own) else {
            Issue.record("the same text under the same id is no conflict")
            return
        }
        #expect(try await sample.store.complaints().isEmpty)
    }
}
