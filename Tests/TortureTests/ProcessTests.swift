import ChatTestSupport
import Testing
import TortureKit

/// The short form of `Torture processes`: nothing lost, nothing doubled, while the processes of one account die and take
/// over from each other.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct ProcessTests {
    @Test func everyMessageArrivesOnceAndInOrderWhileOwnersAreKilled() async throws {
        var options = ProcessRun.Options(seed: 1)
        options.processes = 5
        options.messages = 20
        let home = try TemporaryDirectory()

        let report = try await ProcessRun(options, path: try ProgramProcess.beside(), directory: home.file("run")).run()

        #expect(report.isClean, "\(report.text)")
        #expect(report.kills.all > 0)
    }
}
