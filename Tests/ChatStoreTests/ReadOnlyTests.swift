import ChatModel
import ChatStore
import ChatTestSupport
import Foundation
import Testing

struct ReadOnlyTests {
    let sample: SampleStore

    init() async throws {
        sample = try await SampleStore()
        try await sample.store.insertOnce([StoreSamples.incoming("hello", id: "a")])
    }

    @Test func aReaderSeesWhatIsStoredAndMayNotWrite() async throws {
        let reader = try sample.reopen(access: .readOnly)

        #expect(try await reader.timeline(of: StoreSamples.withAsha, limit: 9).map(\.body) == [.text("hello")])
        await #expect(throws: StoreError.readOnly) { try await reader.setCursor("contacts", to: "1") }
        await #expect(throws: StoreError.readOnly) { try await reader.setCheckpointing(true) }
    }

    @Test func aReaderHearsOfCommits() async throws {
        let reader = try sample.reopen(access: .readOnly)
        var changes = reader.changes.makeAsyncIterator()

        try await sample.store.setCursor("contacts", to: "1")

        #expect(await changes.next()?.contains(.otherProcess) == true)
    }

    @Test func aClosedStoreIsReadableWhereNothingCanBeWrittenBesideIt() async throws {
        try sample.store.close()
        // A directory in the place of the log's index: nothing can be made there, even by root.
        try FileManager.default.createDirectory(atPath: sample.path + "-shm", withIntermediateDirectories: false)

        let reader = try sample.reopen(access: .readOnly)

        #expect(try await reader.timeline(of: StoreSamples.withAsha, limit: 9).map(\.body) == [.text("hello")])
    }

    @Test func aMissingFileIsNotMade() throws {
        let path = sample.directory.file("absent.sqlite")

        #expect(throws: StoreError.cannotOpen(path: path, reason: "No such file or directory")) {
            try MessageStore.open(path: path, access: .readOnly)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
