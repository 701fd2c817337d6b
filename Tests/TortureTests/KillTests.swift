import ChatTestSupport
import Testing
import TortureKit

/// The short form of `make torture`: the debug program, killed some twenty-five times.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct KillTests {
    @Test func nothingIsLostOrDoubledWhenTheProgramIsKilled() async throws {
        var options = KillRun.Options(seed: 4)
        options.kills = 25
        options.round = 25
        options.patience = .seconds(4)
        let home = try TemporaryDirectory()

        let report = try await KillRun(options, path: try ProgramProcess.beside(), directory: home.file("run")).run()

        #expect(report.isClean, "\(report.text)")
        #expect(report.kills >= 25 && report.acknowledged > 0 && report.points.count > 5)
    }
}
