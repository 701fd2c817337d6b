import ChatModel
import ChatTestSupport
import Testing

@testable import ChatStore

/// An owner that was suspended and wakes up too late does no harm: two stores on one file, as two processes have them.
struct OwnershipTests {
    let sample: SampleStore
    let old: MessageStore
    let new: MessageStore
    let time = StoreSamples.time
    let one = OwnMessageReference(id: MessageID("1"), conversation: StoreSamples.withAsha)

    init() async throws {
        sample = try await SampleStore()
        old = sample.store
        new = try sample.reopen()
        _ = try await old.startDirect(with: StoreSamples.asha)
        try await old.enqueue([StoreSamples.outgoing("one", id: "1"), StoreSamples.outgoing("two", id: "2")])
    }

    @Test func everyTakeOverHasAHigherEpoch() async throws {
        #expect(try await old.ownership() == nil)
        let first = try await old.takeOwnership(processID: 11)
        let second = try await new.takeOwnership(processID: 12)

        #expect(first < second)
        #expect(
            try await old.ownership() == OwnershipRecord(epoch: second, processID: 12, since: StoreSamples.time))
    }

    @Test func aStaleOwnerChangesNothing() async throws {
        let stale = try await old.takeOwnership(processID: 11)
        var progress = OutboxProgress()
        progress.acknowledged = [one]
        try await old.record(progress, at: time, as: stale)
        let row = try #require(try await old.watched().first?.row)
        let outboxRow = try #require(try await old.outboxItems().first?.row)
        _ = try await new.takeOwnership(processID: 12)
        let before = try await contents()

        await refuses { try await old.record(.acknowledging("2"), at: time, as: stale) }
        await refuses { try await old.record(.parking("2"), at: time, as: stale) }
        await refuses { try await old.record(.attempting(outboxRow), at: time, as: stale) }
        await refuses { try await old.countStrike(outboxRow, as: stale) }
        await refuses { try await old.countRepair(row, isLast: false, at: time, as: stale) }
        await refuses { try await old.stopWatching([row], as: stale) }
        await refuses { try await old.endLink(losingWrittenSince: time, as: stale) }

        #expect(try await contents() == before)
    }

    @Test func theNewOwnerGoesOnWhereTheOldOneStopped() async throws {
        let first = try await old.takeOwnership(processID: 11)
        _ = try await old.record(.attempting(1), at: time, as: first)
        let second = try await new.takeOwnership(processID: 12)

        let outcome = try await new.record(.attempting(1), at: time, as: second)
        try await new.record(.acknowledging("1"), at: time, as: second)

        #expect(outcome.attempted.map(\.row) == [1])
        #expect(try await old.message(MessageID("1"))?.state == .sent)
        #expect(try await new.outboxItems().map(\.messageID.rawValue) == ["2"])
    }

    @Test func anAttemptIsCountedForWhatIsStillThereAndQueued() async throws {
        let owner = try await old.takeOwnership(processID: 11)
        try await old.park(MessageID("1"), in: StoreSamples.withAsha, reason: "Stopped.")
        var progress = OutboxProgress()
        progress.attempted = [1, 2, 77]

        let outcome = try await old.record(progress, at: time, as: owner)

        #expect(outcome.attempted.map(\.row) == [2])
        #expect(try await old.outboxItems().map(\.attempts) == [0, 1])
        #expect(try await old.outboxItems().map(\.lastAttempt) == [nil, time])
    }

    @Test func aCountThatWasNotUsedIsTakenBack() async throws {
        let owner = try await old.takeOwnership(processID: 11)
        try await old.record(.attempting(1), at: time, as: owner)
        var progress = OutboxProgress()
        progress.unused = [1, 2, 77]

        try await old.record(progress, at: time, as: owner)

        #expect(try await old.outboxItems().map(\.attempts) == [0, 0])
        #expect(try await old.outboxItems().map(\.lastAttempt) == [nil, nil])
        #expect(try await old.cancel(MessageID("1"), in: StoreSamples.withAsha) == .removed)
    }

    @Test func anAcknowledgementOutweighsThatTheUserStoppedTheMessage() async throws {
        let owner = try await old.takeOwnership(processID: 11)
        try await old.park(MessageID("1"), in: StoreSamples.withAsha, reason: "Stopped.")

        let outcome = try await old.record(.acknowledging("1"), at: time, as: owner)

        #expect(outcome.watched.map(\.messageID.rawValue) == ["1"])
        #expect(try await old.message(MessageID("1"))?.state == .sent)
        #expect(try await old.message(MessageID("1"))?.parkReason == nil)
    }

    @Test func oneThatIsGoneDoesNotKeepTheOthersFromBeingRecorded() async throws {
        let owner = try await old.takeOwnership(processID: 11)
        try await old.cancel(MessageID("1"), in: StoreSamples.withAsha)
        var progress = OutboxProgress.acknowledging("1")
        progress.acknowledged += OutboxProgress.acknowledging("2").acknowledged

        let outcome = try await old.record(progress, at: time, as: owner)

        #expect(outcome.watched.map(\.messageID.rawValue) == ["2"])
        #expect(try await old.outboxItems().isEmpty)
    }

    @Test func strikesAreCountedUntilTheUserTriesAgain() async throws {
        let owner = try await old.takeOwnership(processID: 11)
        #expect(try await old.countStrike(1, as: owner) == 1)
        #expect(try await old.countStrike(1, as: owner) == 2)
        #expect(try await old.countStrike(99, as: owner) == nil)
        try await old.record(.parking("1"), at: time, as: owner)
        try await old.retry(MessageID("1"), in: StoreSamples.withAsha)
        #expect(try await old.countStrike(1, as: owner) == 1)
    }

    private func refuses(
        _ write: () async throws -> some Any, location: SourceLocation = #_sourceLocation
    ) async {
        await #expect(throws: StoreError.notOwner, sourceLocation: location) { _ = try await write() }
    }

    /// Everything that an owner may write.
    private func contents() async throws -> [String] {
        [
            "\(try await old.outboxItems())", "\(try await old.watched())", "\(try await old.ownership() as Any)",
            "\(try await old.timeline(of: StoreSamples.withAsha, limit: 99))",
        ]
    }
}

extension OutboxProgress {
    fileprivate static func acknowledging(_ id: String) -> Self {
        var progress = OutboxProgress()
        progress.acknowledged = [OwnMessageReference(id: MessageID(id), conversation: StoreSamples.withAsha)]
        return progress
    }

    fileprivate static func parking(_ id: String) -> Self {
        var progress = OutboxProgress()
        let message = OwnMessageReference(id: MessageID(id), conversation: StoreSamples.withAsha)
        progress.parked = [Parking(message: message, reason: "Refused.")]
        return progress
    }

    fileprivate static func attempting(_ row: Int64) -> Self {
        var progress = OutboxProgress()
        progress.attempted = [row]
        return progress
    }
}
