import ChatStore
import StoreTortureKit
import Testing

/// What a power cut leaves of a working store. `make power-cuts` cuts 5,000 times.
@Suite(.timeLimit(.minutes(5)))
struct PowerCutTests {
    /// A log that is copied into the file every few commits, and one that grows to the usual length.
    @Test(arguments: [(40, 200), (1_000, 100)])
    func nothingThatWasConfirmedIsGone(checkpointPages: Int, cuts: Int) async throws {
        let report = try await powerCut(.full, cuts: cuts, checkpointPages: checkpointPages).run()

        #expect(report.cuts == cuts && report.promises > 300)
        #expect(report.isClean, "\(report.line)\n\(report.examples.joined(separator: "\n"))")
    }

    /// Without this the test above would prove nothing.
    @Test func withoutFullSyncsTheSameRunLosesConfirmedMessages() async throws {
        let report = try await powerCut(.normal, cuts: 60, checkpointPages: 1_000).run()

        #expect(report.lossy > 5, "\(report.line)")
    }

    private func powerCut(
        _ durability: MessageStore.Durability, cuts: Int, checkpointPages: Int
    ) throws -> PowerCut {
        PowerCut(
            seed: 20, cuts: cuts, steps: 150, durability: durability, checkpointPages: checkpointPages,
            workload: try Tool.torture.path)
    }
}
