import ChatModel
import ChatTestSupport
import Foundation
import GRDB
import Testing

@testable import ChatStore

/// Every schema that was ever released has a frozen file that opens, migrates and still says what it said.
struct FrozenDatabaseTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// A copy of the file of that version, opened.
    private func store(_ version: String) throws -> MessageStore {
        let frozen = try #require(
            Bundle.module.url(forResource: version, withExtension: "sqlite", subdirectory: "Databases"))
        let path = directory.file("store.sqlite")
        try FileManager.default.copyItem(atPath: frozen.path, toPath: path)
        return try MessageStore.open(path: path)
    }

    @Test(arguments: ["v1", "v2", "v3", "v4"])
    func messagesKeepTheirPlaceAndTheirState(version: String) async throws {
        let store = try store(version)
        let messages = try await store.timeline(of: StoreSamples.withAsha, limit: 99)

        #expect(messages.map(\.messageID.rawValue) == ["sent", "delivered", "read", "parked", "queued", "seen", "new"])
        #expect(messages.map(\.state) == [.sent, .delivered, .read, .parked, .queued, nil, nil])
        #expect(messages[0].time == StoreSamples.time)
        #expect(messages[3].parkReason == "The server refuses messages this large.")
        #expect(
            try await store.timeline(of: StoreSamples.hostel.id, limit: 99).map(\.body).prefix(3) == [
                .text("hello all"), .groupChange(GroupChange(added: [StoreSamples.ravi])),
                .unsupported(contentType: "poll", raw: "{\"options\":[1,2]}"),
            ])
    }

    @Test(arguments: ["v1", "v2", "v3", "v4"])
    func nothingThatWaitedIsLost(version: String) async throws {
        let store = try store(version)

        #expect(try await store.outboxItems().map(\.messageID.rawValue).prefix(2) == ["parked", "queued"])
        #expect(try await store.pendingReceipts().map(\.kind) == [.read, .delivered, .delivered])
        #expect(try await store.draft(of: StoreSamples.withAsha) == "half a thought")
        #expect(try await store.totalUnread() == 3)
        #expect(try await store.readMarker(of: StoreSamples.withAsha) != nil)
    }

    @Test(arguments: ["v1", "v2", "v3", "v4"])
    func peopleAndSettingsAreThere(version: String) async throws {
        let store = try store(version)
        let lines = try await store.conversations(limit: 9).filter { !$0.id.isProvisional }

        #expect(try await store.account() == StoreSamples.account)
        #expect(try await store.contact(StoreSamples.asha)?.hasAccount == true)
        #expect(lines.map(\.conversation.title) == ["Hostel 4B", "Asha Rao"])
        #expect(lines.map(\.isMuted) == [true, false])
        #expect(lines.allSatisfy { !$0.conversation.hasLeft })
        #expect(Set(try await store.members(of: StoreSamples.hostel.id)) == Set(StoreSamples.hostel.members))
        #expect(try await store.cursor("contacts") == "7")
        #expect(try await store.unreadableCount() == 1)
    }

    @Test(arguments: ["v1", "v2", "v3", "v4"])
    func everythingCanStillBeFound(version: String) async throws {
        let store = try store(version)

        #expect(try await store.search("creme", limit: 9).map(\.messageID.rawValue) == ["seen"])
        #expect(try await store.search("नमस्ते", limit: 9).map(\.messageID.rawValue) == ["new"])
    }

    @Test(arguments: ["v1", "v2", "v3", "v4"])
    func whoeverConfirmedAnythingIsKnownToSendReceipts(version: String) async throws {
        let store = try store(version)
        #expect(try await store.confirmers(of: StoreSamples.withAsha).map(\.sendsReceipts) == [true])
    }

    @Test(arguments: ["v1", "v2"])
    func whatWasSentBeforeAnythingWasWatchedIsNotSentAgain(version: String) async throws {
        let store = try store(version)
        #expect(try await store.watched().isEmpty)
        #expect(try await store.message(MessageID("sent"))?.confirmation == nil)
    }

    @Test func whatTheSearchIndexDoesNotHoldYetIsTakenIn() async throws {
        let store = try store("v4")
        #expect(try await store.read { try $0.integer("SELECT row FROM search_progress") } == 6)

        try await store.catchUpSearchIndex()

        #expect(try await store.read { try $0.integer("SELECT row FROM search_progress") } == 16)
        #expect(try await store.complaints().isEmpty)
    }

    @Test(arguments: ["v3", "v4"])
    func whatWasWatchedIsWatchedOn(version: String) async throws {
        let store = try store(version)
        let watched = try #require(try await store.watched().first)

        #expect(watched.messageID == MessageID("sent") && watched.repairs == 2 && watched.link == .lost)
        #expect(watched.written == StoreSamples.time)
        #expect(try await store.ownership()?.epoch == OwnerEpoch(number: 7))
        #expect(try await store.outboxItems().map(\.attempts).max() == 3)
        let next = try await store.enqueue(StoreSamples.outgoing("next", id: "next"))
        guard case .stored(let message) = next else {
            Issue.record("\(next)")
            return
        }
        #expect(message.sequence == 10)
    }

    @Test func groupOperationsKeepTheirPlaceAmongTheMessages() async throws {
        let store = try store("v2")
        let trip = ConversationID.provisional(MessageID("make"))

        #expect(try await store.outboxKeys().keys.map(\.id.rawValue) == ["queued", "make", "trip-1", "go"])
        let operations = try await store.waitingGroupOperations()
        #expect(operations.map(\.kind) == [.create, .remove])
        #expect(operations[0].conversation == trip && operations[0].title == "Trip to Goa")
        #expect(operations[0].users == [StoreSamples.ravi, StoreSamples.meera] && operations[0].attempts == 1)
        #expect(try await store.members(of: trip).count == 2)
        #expect(
            try await store.groupOperation(MessageID("refused"))?.state
                == .refused(code: "notAdmin", reason: "Only an admin may add people."))
        #expect(try await store.groupOperation(MessageID("done"))?.state == .done)
        #expect(try await store.timeline(of: StoreSamples.hostel.id, limit: 99).count == 6)
    }

    @Test(arguments: ["v1", "v2", "v3", "v4"])
    func theFileIsSoundAndHasTheShapeOfANewOne(version: String) async throws {
        let store = try store(version)
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
