import ChatTestSupport
import Foundation
import Testing

@testable import StoreTortureKit

/// The simulated disk itself: what it keeps, and what it may take.
struct SimulatedDiskTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func whatWasSyncedIsThereWhateverTheLuck() throws {
        for luck in SimulatedDisk.Luck.allCases {
            #expect(
                try files(
                    after: [
                        .create("/d/a"), .write("/d/a", offset: 0, bytes: [1, 2, 3]), .sync("/d/a"),
                        .syncDirectory("/d"),
                    ], luck) == ["a": [1, 2, 3]])
        }
    }

    @Test func whatWasOnlyWrittenMayBeGone() throws {
        let operations: [DiskLog.Operation] = [
            .create("/d/a"), .write("/d/a", offset: 0, bytes: [1]), .sync("/d/a"), .syncDirectory("/d"),
            .write("/d/a", offset: 0, bytes: [2, 2]), .truncate("/d/a", size: 1),
        ]

        #expect(try files(after: operations, .nothing) == ["a": [1]])
        #expect(try files(after: operations, .everything) == ["a": [2]])
    }

    @Test func aNameIsSureOnlyWhenItsDirectoryIsSynced() throws {
        let made: [DiskLog.Operation] = [.create("/d/a"), .write("/d/a", offset: 0, bytes: [1]), .sync("/d/a")]

        #expect(try files(after: made, .nothing).isEmpty)
        #expect(try files(after: made + [.syncDirectory("/d"), .unlink("/d/a")], .nothing) == ["a": [1]])
        #expect(
            try files(after: made + [.syncDirectory("/d"), .rename("/d/a", to: "/d/b")], .everything) == ["b": [1]])
    }

    @Test func sectorsSurviveOneByOne() throws {
        let old = [UInt8](repeating: 1, count: 4_096)
        let new = [UInt8](repeating: 2, count: 4_096)
        let content = try files(
            after: [
                .create("/d/a"), .write("/d/a", offset: 0, bytes: old), .sync("/d/a"), .syncDirectory("/d"),
                .write("/d/a", offset: 0, bytes: new),
            ], .some)["a"]

        let sectors = stride(from: 0, to: 4_096, by: SimulatedDisk.sector).map { content?[$0] }
        #expect(Set(sectors) == [1, 2])
        #expect(content?.count == 4_096)
    }

    private func files(after operations: [DiskLog.Operation], _ luck: SimulatedDisk.Luck) throws -> [String: [UInt8]] {
        var disk = SimulatedDisk()
        for operation in operations { disk.perform(operation) }
        let target = directory.file(UUID().uuidString)
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: false)
        var generator = SeededGenerator(seed: 3)
        try disk.materialize(luck: luck, of: "/d", in: target, using: &generator)
        let names = try FileManager.default.contentsOfDirectory(atPath: target)
        return try Dictionary(
            uniqueKeysWithValues: names.map {
                ($0, [UInt8](try Data(contentsOf: URL(fileURLWithPath: target + "/" + $0))))
            })
    }
}
