import ChatModel
import ChatStore
import Testing

@testable import vartalap

@Suite struct RecipientTests {
    @Test(
        arguments: [
            ("+919812345678", nil, .user(UserID("+919812345678"))),
            ("+91 (98123) 456-78", nil, .user(UserID("+919812345678"))),
            ("00919812345678", nil, .user(UserID("+919812345678"))),
            ("098123 45678", "IN", .user(UserID("+919812345678"))),
            ("me", nil, .me), ("Asha Rao", nil, .name("Asha Rao")), ("Agent 007", nil, .name("Agent 007")),
            ("chat:abc", nil, .chat(ConversationID("abc"))), ("group:g-1", nil, .group("g-1")),
        ] as [(String, String?, Recipient)])
    func whoIsReadAsItIsWritten(text: String, region: String?, recipient: Recipient) throws {
        #expect(try Recipient.parse(text, region: region) == recipient)
    }

    @Test(arguments: ["9812345678", "+9", "", "   ", "+999999999999999999"])
    func whatIsNobodyIsRefused(text: String) {
        let error = #expect(throws: ProgramError.self) { try Recipient.parse(text, region: nil) }
        #expect(error?.status == .data)
    }

    @Test func aNameMustBeOneContactsOnly() async throws {
        let folder = try Folder()
        let resolver = try await resolver(in: folder)

        #expect(try await resolver.resolve("asha rao").label == "+919800000001")
        await #expect(throws: ProgramError.ambiguousName("Ravi", matches: ["+919800000002", "+919800000003"])) {
            try await resolver.resolve("Ravi")
        }
        await #expect(throws: ProgramError.unknownName("Nobody")) { try await resolver.resolve("Nobody") }
    }

    @Test func groupsAreFoundByIdOrTitleAndMeIsAConversationToo() async throws {
        let folder = try Folder()
        let resolver = try await resolver(in: folder)

        #expect(try await resolver.group("hostel 4b").conversation == ConversationID("g1"))
        #expect(try await resolver.resolve("group:g1").label == "group:g1")
        await #expect(throws: ProgramError.unknownConversation("g9")) { try await resolver.resolve("group:g9") }
        #expect(try await resolver.resolve("me").peer == UserID("+919876543210"))
    }

    private func resolver(in folder: Folder) async throws -> RecipientResolver {
        let me = UserID("+919876543210")
        let store = try MessageStore.open(path: folder.path + "/store.sqlite")
        try await store.setAccount(Account(user: me, server: "http://127.0.0.1:1", design: "v2.8"))
        try await store.upsertContacts([
            Contact(user: UserID("+919800000001"), name: "Asha Rao"),
            Contact(user: UserID("+919800000002"), name: "Ravi"),
            Contact(user: UserID("+919800000003"), name: "Ravi"),
        ])
        try await store.replaceGroup(
            Group(id: ConversationID("g1"), name: "Hostel 4B", members: [Member(user: me, role: .admin)]))
        return RecipientResolver(store: store, me: me, region: nil)
    }
}
