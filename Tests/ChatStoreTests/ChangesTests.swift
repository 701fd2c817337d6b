import ChatModel
import ChatTestSupport
import Testing

@testable import ChatStore

@Suite(.timeLimit(.minutes(1)))
struct ChangesTests {
    let sample: SampleStore
    var store: MessageStore { sample.store }

    init() async throws {
        sample = try await SampleStore()
        _ = try await sample.store.startDirect(with: StoreSamples.asha)
    }

    @Test func anOwnCommitIsHeardOfWithItsTopics() async throws {
        var changes = store.changes.makeAsyncIterator()

        try await store.setDraft("hello", of: StoreSamples.withAsha)
        #expect(await changes.next() == .drafts)

        try await store.enqueue(StoreSamples.outgoing("hello", id: "a"))
        #expect(await changes.next() == [.messages, .outbox, .drafts])
    }

    @Test func whatHappensMeanwhileArrivesAsOneValue() async throws {
        let changes = store.changes

        try await store.setDraft("hello", of: StoreSamples.withAsha)
        try await store.setCursor("contacts", to: "1")
        try await store.setCursor("contacts", to: "2")
        // The last command that the hub hears of: everything before it has been handed out.
        try await store.setMuted(true, StoreSamples.withAsha)

        var gathered: StoreChange = []
        var count = 0
        for await change in changes {
            gathered.formUnion(change)
            count += 1
            if gathered.contains(.conversations) { break }
        }
        #expect(gathered == [.drafts, .cursors, .conversations])
        #expect(count <= 4)
    }

    @Test func aWriteThatChangesNothingIsSilent() async throws {
        var changes = store.changes.makeAsyncIterator()

        try await store.setDraft("", of: StoreSamples.withAsha)
        try await store.acknowledge(MessageID("absent"), in: StoreSamples.withAsha)
        try await store.setCursor("contacts", to: "1")

        #expect(await changes.next() == .cursors)
    }

    @Test func aFailedWriteIsSilent() async throws {
        var changes = store.changes.makeAsyncIterator()

        await #expect(throws: StoreError.self) {
            try await store.write(.messages) { db in
                try db.run("INSERT INTO sync_cursor (name, value) VALUES ('x', 'y')")
                throw StoreError.full
            }
        }
        try await store.setCursor("contacts", to: "1")

        #expect(await changes.next() == .cursors)
        #expect(try await store.cursor("x") == nil)
    }

    @Test func everyConsumerHearsOfEveryCommit() async throws {
        var one = store.changes.makeAsyncIterator()
        var other = store.changes.makeAsyncIterator()

        try await store.setCursor("contacts", to: "1")

        #expect(await one.next() == .cursors)
        #expect(await other.next() == .cursors)
    }

    @Test func anotherOpenersCommitIsHeardOf() async throws {
        var changes = store.changes.makeAsyncIterator()
        let other = try sample.reopen()
        // Opening may write to the log as well.
        try await store.setCursor("contacts", to: "1")
        while let change = await changes.next(), !change.contains(.cursors) {}

        for number in 0..<20 {
            try await other.setCursor("contacts", to: "other \(number)")
            repeat {
                let change = await changes.next()
                #expect(change?.contains(.otherProcess) == true)
            } while try await store.cursor("contacts") != "other \(number)"
        }
    }

    @Test func anotherProcessIsHeardOf() async throws {
        var changes = store.changes.makeAsyncIterator()
        let path = sample.path

        await #expect(processExitsWith: .success) { [path = path as String] in
            let other = try MessageStore.open(path: path)
            try await other.enqueue(
                OutgoingText(
                    id: MessageID("from outside"), conversation: StoreSamples.withAsha, text: "hello",
                    now: StoreSamples.time))
        }

        #expect(await changes.next() == [.everyTopic, .otherProcess])
        #expect(try await store.outboxItems().map(\.messageID) == [MessageID("from outside")])
    }

    @Test func processesThatStartAtOnceShareOneNewStore() async throws {
        let path = sample.directory.file("new.sqlite")

        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    await #expect(processExitsWith: .success) { [path = path as String] in
                        let store = try MessageStore.open(path: path)
                        try await store.setAccount(StoreSamples.account)
                        _ = try await store.startDirect(with: StoreSamples.asha)
                        try await store.enqueue(StoreSamples.outgoing("hello", id: "once"))
                        try store.close()
                    }
                }
            }
        }

        let store = try MessageStore.open(path: path)
        #expect(try await store.timeline(of: StoreSamples.withAsha, limit: 9).count == 1)
        #expect(try await store.outboxItems().count == 1)
    }

    @Test func closingEndsTheStreams() async throws {
        var changes = store.changes.makeAsyncIterator()

        try store.close()

        #expect(await changes.next() == nil)
        var late = store.changes.makeAsyncIterator()
        #expect(await late.next() == nil)
    }
}
