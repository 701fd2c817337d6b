import ChatTestSupport
import Testing
import TortureKit

/// The short form of the fault schedules: a few of every design.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct FaultTests {
    @Test(arguments: FaultSeries.designs)
    func nothingIsLostOrDoubledOverABadNetwork(design: String) async throws {
        let home = try TemporaryDirectory()
        var series = FaultSeries(design: design, firstSeed: 1, count: 3, directory: home.path)
        series.atOnce = 3

        let report = try await series.run()

        #expect(report.isClean, "\(report.text)")
        #expect(report.schedules == 3)
    }

    @Test func aScheduleThatDoesNotEndFailsWithItsSeedAndThePlace() async throws {
        let home = try TemporaryDirectory()
        var series = FaultSeries(design: "v2.8", firstSeed: 7, count: 1, directory: home.path)
        series.endsWithin = .zero

        let report = try await series.run()

        #expect(report.failures.map(\.seed) == [7])
        #expect(report.text.contains("the schedule did not end (it was at: "))
    }
}
