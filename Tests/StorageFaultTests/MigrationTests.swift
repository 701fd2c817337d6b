import ChatModel
import ChatStore
import ChatTestSupport
import Foundation
import GRDB
import StoreTortureKit
import Testing

/// Every step from a released schema to the present one, cut off anywhere.
@Suite(.timeLimit(.minutes(5)))
struct MigrationTests {
    private let directory: TemporaryDirectory
    private var path: String { StoreWorkload.storePath(in: directory.path) }

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// The frozen stores of all schemas, oldest first.
    private static let frozen: [String] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("ChatStoreTests/Databases")
        return (1..<100).map { folder.appendingPathComponent("v\($0).sqlite").path }
            .filter { FileManager.default.fileExists(atPath: $0) }
    }()

    @Test func theStoreIsCopiedBeforeItIsChanged() async throws {
        try place(Self.frozen[0])

        let store = try MessageStore.open(path: path, now: { StoreSamples.time })
        try store.close()

        let backup = path + ".backup-v1-20261124-090102"
        #expect(try backups() == [backup])
        let attributes = try FileManager.default.attributesOfItem(atPath: backup)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let (version, messages) = try contents(of: backup)
        #expect(version == 1)
        #expect(try messages == contents(of: path).messages)
    }

    @Test func aNewStoreAndAnUnchangedOneAreNotCopied() throws {
        try MessageStore.open(path: path).close()
        try MessageStore.open(path: path).close()

        #expect(try backups().isEmpty)
    }

    @Test func threeCopiesAreKept() throws {
        for minute in 0..<5 {
            try? FileManager.default.removeItem(atPath: path)
            try place(Self.frozen[0])
            let time = StoreSamples.time.advanced(byMilliseconds: Int64(minute) * 60_000)
            try MessageStore.open(path: path, now: { time }).close()
        }

        #expect(try backups().map { String($0.suffix(6)) } == ["090302", "090402", "090502"])
    }

    @Test func aCopyIsMadeOnceADayAndThoseFromBeforeAChangeAreKept() async throws {
        try place(Self.frozen[0])
        try MessageStore.open(path: path, now: { StoreSamples.time }).close()
        let old = try backups()
        var made: [Bool] = []
        for hour in stride(from: 0, to: 5 * 24, by: 8) {
            let time = StoreSamples.time.advanced(byMilliseconds: Int64(hour) * 3_600_000)
            let store = try MessageStore.open(path: path, now: { time })
            made.append(try await store.backUpDaily())
            try store.close()
        }

        #expect(made == (0..<15).map { $0 % 3 == 0 })
        #expect(old.count == 1)
        let copies = try backups().filter { !old.contains($0) }
        #expect(try backups().count == copies.count + 1)
        #expect(copies.map { String($0.suffix(15)) } == ["20261126-090102", "20261127-090102", "20261128-090102"])
        #expect(try copies.allSatisfy { try contents(of: $0).messages == contents(of: path).messages })
        let attributes = try FileManager.default.attributesOfItem(atPath: copies[0])
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func aCopyThatIsCutShortLeavesNothingBehind() async throws {
        let store = try MessageStore.open(path: path, now: { StoreSamples.time })
        let copying = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.backUpDaily()
        }
        await #expect(throws: (any Error).self) { try await copying.value }
        #expect(try await store.backUpDaily())
        #expect(try backups().map { String($0.suffix(15)) } == ["20261124-090102"])
        try store.close()
    }

    /// The process dies before and after every so many calls while it migrates; each time in a place of its own.
    @Test(arguments: ["before", "after"])
    func killedAnywhereTheOldOrTheNewStoreOpens(moment: String) async throws {
        for frozen in Self.frozen.dropLast() {
            let expected = try contents(of: frozen).messages
            var point = 1
            while try await migrate(frozen, dyingAt: "any:\(point):\(moment)", expecting: expected) {
                point += 13
            }
            #expect(point > 60)
        }
    }

    /// - Returns: whether the process got as far as the point.
    private func migrate(_ frozen: String, dyingAt point: String, expecting messages: [String]) async throws -> Bool {
        let place = try TemporaryDirectory()
        let path = StoreWorkload.storePath(in: place.path)
        try FileManager.default.copyItem(atPath: frozen, toPath: path)
        var shim = try FaultShim(directory: place.path)
        shim.crashAt = point
        let outcome = try ChildProcess.outcome(
            try Tool.torture.path, ["open", "--directory", place.path], environment: shim.environment)
        #expect([0, 137].contains(outcome.status), "\(point): \(outcome)")

        let store = try MessageStore.open(path: path)
        #expect(try await store.complaints().isEmpty, "\(point)")
        try store.close()
        #expect(try contents(of: path).messages == messages, "\(point)")
        return outcome.status == 137
    }

    private func place(_ frozen: String) throws {
        try FileManager.default.copyItem(atPath: frozen, toPath: path)
    }

    private func backups() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).filter { $0.contains(".backup-") }
            .sorted().map { directory.file($0) }
    }

    /// The schema's version, and each message with its place in the outbox.
    private func contents(of path: String) throws -> (version: Int, messages: [String]) {
        let place = try TemporaryDirectory()
        let copy = place.file("copy.sqlite")
        // Where a reader closed last, the log is still there.
        for ending in ["", "-wal"] where FileManager.default.fileExists(atPath: path + ending) {
            try FileManager.default.copyItem(atPath: path + ending, toPath: copy + ending)
        }
        let queue = try DatabaseQueue(path: copy)
        defer { try? queue.close() }
        return try queue.read { db in
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            let messages = try String.fetchAll(
                db,
                sql: """
                    SELECT message_id || ' ' || ifnull(state, '') || ' ' || ifnull(outbox.row, '') FROM message
                    LEFT JOIN outbox ON outbox.message = message.row ORDER BY message.row
                    """)
            return (version, messages)
        }
    }
}
