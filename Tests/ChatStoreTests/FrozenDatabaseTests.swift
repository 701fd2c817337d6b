import ChatModel
import ChatTestSupport
import Foundation
import GRDB
import Testing

@testable import ChatStore

/// Every schema that was ever released has a frozen file that opens, migrates and still says what it said.
struct FrozenDatabaseTests {
    let directory: TemporaryDirectory
    let store: MessageStore

    init() throws {
        directory = try TemporaryDirectory()
        let frozen = try #require(
            Bundle.module.url(forResource: "v1", withExtension: "sqlite", subdirectory: "Databases"))
        let path = directory.file("store.sqlite")
        try FileManager.default.copyItem(atPath: frozen.path, toPath: path)
        store = try MessageStore.open(path: path)
    }

    @Test func messagesKeepTheirPlaceAndTheirState() async throws {
        let messages = try await store.timeline(of: StoreSamples.withAsha, limit: 99)

        #expect(messages.map(\.messageID.rawValue) == ["sent", "delivered", "read", "parked", "queued", "seen", "new"])
        #expect(messages.map(\.state) == [.sent, .delivered, .read, .parked, .queued, nil, nil])
        #expect(messages[0].time == StoreSamples.time)
        #expect(messages[3].parkReason == "The server refuses messages this large.")
        #expect(
            try await store.timeline(of: StoreSamples.hostel.id, limit: 99).map(\.body) == [
                .text("hello all"), .groupChange(GroupChange(added: [StoreSamples.ravi])),
                .unsupported(contentType: "poll", raw: "{\"options\":[1,2]}"),
            ])
    }

    @Test func nothingThatWaitedIsLost() async throws {
        #expect(try await store.outboxItems().map(\.messageID.rawValue) == ["parked", "queued"])
        #expect(try await store.pendingReceipts().map(\.kind) == [.read, .delivered, .delivered])
        #expect(try await store.draft(of: StoreSamples.withAsha) == "half a thought")
        #expect(try await store.totalUnread() == 3)
        #expect(try await store.readMarker(of: StoreSamples.withAsha) != nil)
    }

    @Test func peopleAndSettingsAreThere() async throws {
        #expect(try await store.account() == StoreSamples.account)
        #expect(try await store.contact(StoreSamples.asha)?.hasAccount == true)
        #expect(try await store.conversations(limit: 9).map(\.conversation.title) == ["Hostel 4B", "Asha Rao"])
        #expect(try await store.conversations(limit: 9).map(\.isMuted) == [true, false])
        #expect(Set(try await store.members(of: StoreSamples.hostel.id)) == Set(StoreSamples.hostel.members))
        #expect(try await store.cursor("contacts") == "7")
        #expect(try await store.unreadableCount() == 1)
    }

    @Test func everythingCanStillBeFound() async throws {
        #expect(try await store.search("creme", limit: 9).map(\.messageID.rawValue) == ["seen"])
        #expect(try await store.search("नमस्ते", limit: 9).map(\.messageID.rawValue) == ["new"])
    }

    @Test func theFileIsSoundAndHasTheShapeOfANewOne() async throws {
        let fresh = try MessageStore.open(path: directory.file("fresh.sqlite"))
        let shape: @Sendable (Database) throws -> [String] = { db in
            try String.fetchAll(
                db, sql: "SELECT type || ' ' || name || ' ' || ifnull(sql, '') FROM sqlite_master ORDER BY name")
        }

        #expect(try await store.read(shape) == fresh.read(shape))
        #expect(try await store.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
        #expect(try await store.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count } == 0)
    }
}
