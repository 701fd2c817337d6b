import ChatModel
import ChatStore
import ChatTestSupport
import Testing

struct ContactsTests {
    let sample: SampleStore
    var store: MessageStore { sample.store }

    init() async throws {
        sample = try await SampleStore()
        try await sample.store.upsertContacts([
            Contact(user: StoreSamples.ravi, name: "Ravi"), Contact(user: StoreSamples.asha, name: "asha"),
            Contact(user: StoreSamples.meera, name: nil, status: .unknown),
        ])
    }

    @Test func contactsComeByNameAndWithoutOurselves() async throws {
        #expect(
            try await store.contacts() == [
                Contact(user: StoreSamples.asha, name: "asha"), Contact(user: StoreSamples.ravi, name: "Ravi"),
                Contact(user: StoreSamples.meera, name: nil, status: .unknown),
            ])
    }

    @Test func aSyncSaysExactlyWhoOfThoseAskedHasAnAccount() async throws {
        try await store.applyContactSync(
            asked: [StoreSamples.asha, StoreSamples.ravi], registered: [StoreSamples.asha, StoreSamples.meera])
        #expect(try await store.contacts().map(\.hasAccount) == [true, false, false])

        try await store.upsertContacts([Contact(user: StoreSamples.asha, name: "Asha Rao", status: .deleted)])
        #expect(
            try await store.contact(StoreSamples.asha)
                == Contact(user: StoreSamples.asha, name: "Asha Rao", status: .deleted, hasAccount: true))

        try await store.applyContactSync(asked: [StoreSamples.asha], registered: [])
        #expect(try await store.contact(StoreSamples.asha)?.hasAccount == false)
    }

    @Test func namesAreKnownForThoseWhoHaveOne() async throws {
        let names = try await store.names(of: [StoreSamples.asha, StoreSamples.meera, StoreSamples.own])

        #expect(names == [StoreSamples.asha: "asha"])
    }

    @Test func aRenamedContactRenamesTheConversation() async throws {
        _ = try await store.startDirect(with: StoreSamples.asha)

        try await store.upsertContacts([Contact(user: StoreSamples.asha, name: "Asha Rao")])

        #expect(try await store.conversation(StoreSamples.withAsha)?.title == "Asha Rao")
    }

    @Test func aGroupIsReplacedAsAWhole() async throws {
        try await store.replaceGroup(StoreSamples.hostel)
        #expect(Set(try await store.members(of: StoreSamples.hostel.id)) == Set(StoreSamples.hostel.members))

        let renamed = Group(
            id: StoreSamples.hostel.id, name: "Hostel 4C",
            members: [
                Member(user: StoreSamples.own, role: .user), Member(user: StoreSamples.meera, role: .admin),
                Member(user: StoreSamples.meera, role: .user),
            ])
        try await store.replaceGroup(renamed)

        #expect(
            try await store.members(of: StoreSamples.hostel.id) == [
                Member(user: StoreSamples.meera, role: .admin), Member(user: StoreSamples.own, role: .user),
            ])
        #expect(try await store.groups().map(\.title) == ["Hostel 4C"])
    }

    @Test func aGroupFirstHeardOfByAMessageIsCalledByItsIdUntilItsNameIsKnown() async throws {
        try await store.insertOnce([
            StoreSamples.incoming("hello", id: "1", in: StoreSamples.hostel.id, isGroup: true)
        ])
        #expect(try await store.groups().map(\.title) == ["group-hostel"])

        try await store.replaceGroup(StoreSamples.hostel)
        #expect(try await store.groups().map(\.title) == ["Hostel 4B"])
    }
}
