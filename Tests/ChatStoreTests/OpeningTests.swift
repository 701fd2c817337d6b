import ChatModel
import ChatTestSupport
import Foundation
import GRDB
import Testing

@testable import ChatStore

struct OpeningTests {
    let directory: TemporaryDirectory
    var path: String { directory.file("store.sqlite") }

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func everyFileOfTheStoreIsPrivate() async throws {
        let store = try MessageStore.open(path: path)
        try await store.setCursor("contacts", to: "1")

        for name in ["store.sqlite", "store.sqlite-wal", "store.sqlite-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.file(name))
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
        try store.close()
    }

    @Test func anOpenFileIsMadePrivateAgain() throws {
        try MessageStore.open(path: path).close()
        chmod(path, 0o644)

        try MessageStore.open(path: path).close()

        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func theWriterSyncsFullyAndChecksForeignKeys() async throws {
        let store = try MessageStore.open(path: path)

        #expect(try await pragma("synchronous", store) == 2)
        #expect(try await pragma("foreign_keys", store) == 1)
        let mode = try await store.onWriter { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        #expect(mode == "wal")
    }

    @Test func onlyTheOwnerOfTheConnectionCheckpoints() async throws {
        let store = try MessageStore.open(path: path)
        #expect(try await pragma("wal_autocheckpoint", store) == 0)

        try await store.setCheckpointing(true)
        #expect(try await pragma("wal_autocheckpoint", store) == 1_000)

        try await store.setCheckpointing(false)
        #expect(try await pragma("wal_autocheckpoint", store) == 0)
        let owner = try MessageStore.open(path: path, checkpoints: true)
        #expect(try await pragma("wal_autocheckpoint", owner) == 1_000)
    }

    @Test func theOwnersEndLeavesTheStoreInOneFile() async throws {
        let store = try MessageStore.open(path: path, checkpoints: true)
        try await store.setCursor("contacts", to: "1")
        #expect(try size(of: "store.sqlite-wal") > 0)

        try await store.endCheckpointing()

        #expect(try size(of: "store.sqlite-wal") == 0)
        #expect(try await pragma("wal_autocheckpoint", store) == 0)
        try FileManager.default.copyItem(atPath: path, toPath: directory.file("copy.sqlite"))
        let copy = try MessageStore.open(path: directory.file("copy.sqlite"), access: .readOnly)
        #expect(try await copy.cursor("contacts") == "1")
        // It goes on being a store like any other.
        try await store.setCursor("contacts", to: "2")
        #expect(try await store.cursor("contacts") == "2")
    }

    @Test func theOwnersEndWaitsForNoReader() async throws {
        let store = try MessageStore.open(path: path, checkpoints: true)
        try await store.setCursor("contacts", to: "1")
        let reader = try DatabaseQueue(path: path)
        try await store.setCursor("contacts", to: "2")
        let log = try size(of: "store.sqlite-wal")

        try await reader.read { db in
            let seen = try String.fetchOne(db, sql: "SELECT value FROM sync_cursor")
            let took = ContinuousClock().measure { try? Opening.emptyLog(path: path) }
            #expect(took < .seconds(Opening.busyTimeout / 2))
            #expect(seen == "2")
        }

        #expect(try size(of: "store.sqlite-wal") == log)
        try await store.endCheckpointing()
        #expect(try size(of: "store.sqlite-wal") == 0)
    }

    @Test func spaceIsSetAsideOnceAndForTheUserAlone() async throws {
        let store = try MessageStore.open(path: path)
        for _ in 0..<2 { await store.setReserveAside() }

        #expect(try size(of: "store.sqlite.reserve") == 8 << 20)
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.file("store.sqlite.reserve"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(Reserve(StoreFiles(path: path)).giveUp())
        #expect(!Reserve(StoreFiles(path: path)).giveUp())
    }

    /// The database's own limit stands for the disk's.
    @Test func whatMustNotWaitIsTriedAgainWithTheSpaceThatWasSetAside() async throws {
        let sample = try await SampleStore(directory: directory)
        _ = try await sample.store.startDirect(with: StoreSamples.asha)
        await sample.store.setReserveAside()
        let changes = sample.store.changes
        try await sample.store.onWriter { db in
            let pages = try db.integer("PRAGMA page_count") ?? 0
            _ = try db.integer("PRAGMA max_page_count = \(pages)")
        }
        let large = String(repeating: "much ", count: 3_000)

        await #expect(throws: StoreError.full) {
            try await sample.store.insertOnce([StoreSamples.incoming(large, id: "in")])
        }
        #expect(try size(of: "store.sqlite.reserve") == 8 << 20, "others can send it again")
        await #expect(throws: StoreError.full) {
            try await sample.store.enqueue(StoreSamples.outgoing(large, id: "out"))
        }
        #expect(!FileManager.default.fileExists(atPath: directory.file("store.sqlite.reserve")))
        var iterator = changes.makeAsyncIterator()
        var told = await iterator.next()
        while told?.contains(.reserveGivenUp) == false { told = await iterator.next() }
        #expect(told != nil)
    }

    private func size(of name: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: directory.file(name))[.size] as? Int)
    }

    @Test func twoFirstStartsAtOnceBothWork() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask { [path] in
                    let store = try MessageStore.open(path: path)
                    try await store.setCursor("opener \(number)", to: "was here")
                }
            }
            try await group.waitForAll()
        }

        let store = try MessageStore.open(path: path)
        for number in 0..<8 {
            #expect(try await store.cursor("opener \(number)") == "was here")
        }
    }

    @Test func aNewerVersionIsRefusedAndLeftAlone() throws {
        try MessageStore.open(path: path).close()
        try execute("PRAGMA user_version = 99")
        let before = try Data(contentsOf: URL(fileURLWithPath: path))

        let newer = StoreError.newerVersion(found: 99, known: Schema.current)
        #expect(throws: newer) { try MessageStore.open(path: path) }
        #expect(throws: newer) { try MessageStore.open(path: path, access: .readOnly) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test func theDatabaseOfAnotherProgramIsRefused() throws {
        try execute("CREATE TABLE photo (name TEXT)")

        let reason = "it is the database of another program"
        #expect(throws: StoreError.cannotOpen(path: path, reason: reason)) { try MessageStore.open(path: path) }
    }

    @Test func aFileThatIsNoDatabaseIsCorrupt() throws {
        try Data(repeating: 0x2A, count: 8_192).write(to: URL(fileURLWithPath: path))

        #expect(throws: StoreError.corrupt(path: path)) { try MessageStore.open(path: path) }
        #expect(throws: StoreError.corrupt(path: path)) { try MessageStore.open(path: path, access: .readOnly) }
    }

    @Test func aDamagedPageIsReportedAsCorruption() async throws {
        let sample = try await SampleStore(directory: directory)
        _ = try await sample.store.startDirect(with: StoreSamples.asha)
        try await sample.store.enqueue((0..<500).map { StoreSamples.outgoing("hello", id: "id-\($0)") })
        try sample.store.close()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        let size = try file.seekToEnd()
        for page in size / 8_192..<size / 4_096 {
            try file.seek(toOffset: page * 4_096)
            try file.write(contentsOf: Data(repeating: 0xFF, count: 4_096))
        }
        try file.close()

        await #expect(throws: StoreError.corrupt(path: path)) {
            let store = try MessageStore.open(path: path)
            _ = try await store.timeline(of: StoreSamples.withAsha, limit: 10)
        }
    }

    @Test(arguments: [
        ("absent/store.sqlite", "No such file or directory"), ("file/store.sqlite", "Not a directory"),
        ("/proc/store.sqlite", "No such file or directory"),
    ])
    func aPathThatCannotBeWrittenIsReportedWithTheSystemsReason(name: String, reason: String) throws {
        try Data().write(to: URL(fileURLWithPath: directory.file("file")))
        let path = name.hasPrefix("/") ? name : directory.file(name)

        #expect(throws: StoreError.cannotOpen(path: path, reason: reason)) { try MessageStore.open(path: path) }
    }

    private func pragma(_ name: String, _ store: MessageStore) async throws -> Int? {
        try await store.onWriter { try Int.fetchOne($0, sql: "PRAGMA \(name)") }
    }

    private func execute(_ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }
}
