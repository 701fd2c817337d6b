import StoreTortureKit
import Testing

/// A process with the real store, each of whose calls fails in turn. `StoreTorture faults` goes through all of them.
@Suite(.timeLimit(.minutes(10)))
struct FaultSweepTests {
    @Test func whatWasConfirmedIsThereWhateverFails() async throws {
        try await check(FaultSweep.troubles, stride: 7, limit: 5)
    }

    @Test func whatWasConfirmedIsThereWhereverTheProcessIsKilled() async throws {
        try await check(FaultSweep.kills, stride: 23, limit: 15)
    }

    private func check(_ troubles: [FaultSweep.Trouble], stride: Int, limit: Int) async throws {
        var sweep = FaultSweep(program: try Tool.torture.path)
        sweep.stride = stride
        sweep.limit = limit

        let report = try await sweep.run(troubles)

        #expect(report.failures.isEmpty, "\(report.failures.joined(separator: "\n"))")
        #expect(report.troubled > report.runs / 3)
    }
}
