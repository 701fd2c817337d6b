import ArgumentParser
import Foundation
import TortureKit

struct KillCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "kill", abstract: "Kill the program at named calls and at random instants.")
    }

    @OptionGroup var seed: SeedOptions

    @Option(help: "How many kills.")
    var kills = 2_000

    @Option(help: "Kills from one verdict to the next.")
    var round = 50

    @Option(help: "The server design, one that acknowledges: v2.8 or v3.")
    var design = "v2.8"

    func run() async throws {
        var options = KillRun.Options(seed: seed.chosenSeed)
        options.kills = kills
        options.round = round
        options.design = design
        print("seed \(options.seed)")
        let run = KillRun(options, path: try ProgramProcess.beside(), directory: try seed.workDirectory())
        let report = try await run.run { print("  " + $0) }
        print(report.text)
        if !report.isClean { throw ExitCode.failure }
    }
}
