import ArgumentParser
import Foundation
import Glibc
import TortureKit

struct FaultCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "faults", abstract: "Let clients talk through a network that breaks, over a faulty server.")
    }

    @OptionGroup var seed: SeedOptions

    @Option(help: "The server design; all of them if none is given.")
    var design: [String] = []

    @Option(help: "Schedules of each design, with consecutive seeds.")
    var count = 1_000

    @Option(help: "Schedules that run at once.")
    var jobs = 6

    @Flag(help: "Say what the clients do, on standard error.")
    var verbose = false

    func run() async throws {
        let first = seed.chosenSeed
        print("seed \(first)")
        var isClean = true
        let directory = try seed.workDirectory()
        for design in design.isEmpty ? FaultSeries.designs : design {
            var series = FaultSeries(design: design, firstSeed: first, count: count, directory: directory)
            series.atOnce = jobs
            series.isVerbose = verbose
            let report = try await series.run { print("  " + $0) }
            print(report.text)
            // The next design takes minutes, and whoever reads a file shall see this one.
            fflush(nil)
            isClean = isClean && report.isClean
        }
        guard isClean else {
            print("kept: \(directory)")
            throw ExitCode.failure
        }
        try FileManager.default.removeItem(atPath: directory)
    }
}
