import ChatModel
import ChatStore
import ChatTestSupport
import Testing

struct AccountTests {
    @Test func theAccountIsRememberedUntilItSignsOut() async throws {
        let sample = try await SampleStore()
        #expect(try await sample.store.account() == StoreSamples.account)

        var moved = StoreSamples.account
        moved.server = "https://chat.example"
        try await sample.store.setAccount(moved)
        #expect(try await sample.store.account() == moved)

        try await sample.store.removeAccount()
        #expect(try await sample.store.account() == nil)
    }

    @Test func nobodyElseSignsInToAHistory() async throws {
        let sample = try await SampleStore()
        let other = Account(user: StoreSamples.asha, server: "http://127.0.0.1:1", design: "v2.8")
        _ = try await sample.store.startDirect(with: StoreSamples.ravi)
        try await sample.store.removeAccount()

        await #expect(throws: StoreError.otherAccount(StoreSamples.own)) { try await sample.store.setAccount(other) }

        try await sample.store.setAccount(StoreSamples.account)
        #expect(try await sample.store.conversations(limit: 9).count == 1)
    }

    @Test func anEmptyStoreTakesAnotherAccount() async throws {
        let sample = try await SampleStore()
        let other = Account(user: StoreSamples.asha, server: "http://127.0.0.1:1", design: "v2.8")

        try await sample.store.setAccount(other)

        #expect(try await sample.store.account() == other)
    }

    @Test func withoutAnAccountThereIsNobodyToWriteAs() async throws {
        let directory = try TemporaryDirectory()
        let store = try MessageStore.open(path: directory.file("store.sqlite"))

        await #expect(throws: StoreError.noAccount) { try await store.startDirect(with: StoreSamples.asha) }
        await #expect(throws: StoreError.noAccount) {
            try await store.insertOnce([StoreSamples.incoming("hello", id: "a")])
        }
    }

    @Test func aCursorIsKeptUnderItsName() async throws {
        let sample = try await SampleStore()
        #expect(try await sample.store.cursor("contacts") == nil)

        try await sample.store.setCursor("contacts", to: "1")
        try await sample.store.setCursor("contacts", to: "2")

        #expect(try await sample.reopen().cursor("contacts") == "2")
    }
}
