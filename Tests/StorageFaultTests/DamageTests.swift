import ChatModel
import ChatStore
import ChatTestSupport
import Foundation
import StoreTortureKit
import Testing

/// Damaged stores: what can be read is recovered, the rest is kept. `StoreTorture damage` does this by the hundred.
@Suite(.timeLimit(.minutes(5)))
struct DamageTests {
    @Test func fiftyDamagedStoresLoseNothingThatIsReadable() async throws {
        let bench = try DamageBench(program: try Tool.torture.path)
        for number in 0..<50 {
            let kind = DamageCase.Kind.allCases[number % DamageCase.Kind.allCases.count]
            let outcome = try await bench.run(DamageCase(kind: kind, seed: UInt64(number)))

            #expect(outcome.lost.isEmpty, "\(kind) seed \(number)")
            #expect(outcome.damage.isEmpty, "\(kind) seed \(number)")
            #expect(outcome.before > 100)
        }
    }

    @Test func messagesThatWaitedComeBackParkedAndTheDamagedFileIsKept() async throws {
        let sample = try await SampleStore()
        _ = try await sample.store.startDirect(with: StoreSamples.asha)
        try await sample.store.insertOnce([StoreSamples.incoming("नमस्ते", id: "in-1")])
        try await sample.store.enqueue(StoreSamples.outgoing("wait for me", id: "out-1"))
        try await sample.store.setDraft("half a thought", of: StoreSamples.withAsha)
        try sample.store.close()
        try overwriteHeader(sample.path)
        #expect(throws: StoreError.corrupt(path: sample.path)) { try sample.reopen() }

        let recovery = try #require(try MessageStore.recover(path: sample.path, at: StoreSamples.time))

        #expect(recovery.messages == 2 && recovery.waiting == 1 && !recovery.isIncomplete)
        #expect(recovery.damagedFile == sample.path + ".corrupt-20261124-090102")
        #expect(FileManager.default.fileExists(atPath: recovery.damagedFile))
        let store = try sample.reopen()
        #expect(try await store.account() == StoreSamples.account)
        let item = try #require(try await store.outboxItems().first)
        #expect(item.messageID == MessageID("out-1") && item.state == .parked)
        #expect(item.parkReason == "It was recovered from a damaged store; retry to send it.")
        #expect(try await store.draft(of: StoreSamples.withAsha) == "half a thought")
        #expect(try await store.search("नमस्ते", limit: 9).map(\.messageID.rawValue) == ["in-1"])
        #expect(try await store.complaints().isEmpty)
        #expect(try await store.lastRecovery()?.damagedFile == recovery.damagedFile)
        try await store.unpark(MessageID("out-1"), in: StoreSamples.withAsha)
    }

    @Test func aSoundStoreIsLeftAlone() async throws {
        let sample = try await SampleStore()
        try sample.store.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: sample.path))
        _ = FileManager.default.createFile(atPath: sample.path + ".damaged", contents: nil)

        #expect(try MessageStore.recover(path: sample.path, at: StoreSamples.time) == nil)

        #expect(try Data(contentsOf: URL(fileURLWithPath: sample.path)) == before)
        #expect(!MessageStore.isSuspect(path: sample.path))
    }

    @Test func aCallThatMeetsDamageLeavesAMark() async throws {
        let sample = try await SampleStore()
        _ = try await sample.store.startDirect(with: StoreSamples.asha)
        try await sample.store.enqueue((0..<500).map { StoreSamples.outgoing("hello", id: "id-\($0)") })
        try sample.store.close()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: sample.path))
        let size = try file.seekToEnd()
        for page in size / 8_192..<size / 4_096 {
            try file.seek(toOffset: page * 4_096)
            try file.write(contentsOf: Data(repeating: 0xFF, count: 4_096))
        }
        try file.close()

        await #expect(throws: StoreError.corrupt(path: sample.path)) {
            let store = try sample.reopen()
            defer { try? store.close() }
            _ = try await store.timeline(of: StoreSamples.withAsha, limit: 500)
        }

        #expect(MessageStore.isSuspect(path: sample.path))
        let recovery = try #require(try MessageStore.recover(path: sample.path, at: StoreSamples.time))
        #expect(recovery.isIncomplete && recovery.messages < 500)
        #expect(!MessageStore.isSuspect(path: sample.path))
    }

    @Test func aReplacementThatWasCutShortIsFinished() async throws {
        let sample = try await SampleStore()
        try sample.store.close()
        try FileManager.default.moveItem(atPath: sample.path, toPath: sample.path + ".recovered")
        try Data(repeating: 0x2A, count: 8_192).write(to: URL(fileURLWithPath: sample.path))

        let store = try sample.reopen()

        #expect(try await store.account() == StoreSamples.account)
        #expect(!FileManager.default.fileExists(atPath: sample.path + ".recovered"))
    }

    private func overwriteHeader(_ path: String) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.write(contentsOf: Data(repeating: 0x2A, count: 100))
        try file.close()
    }
}
