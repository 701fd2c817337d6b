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
}
