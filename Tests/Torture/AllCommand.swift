import ArgumentParser
import Glibc
import TortureKit

/// Everything, with the numbers that prove the point: what `make torture` runs.
struct AllCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "all", abstract: "Run everything.")
    }

    @OptionGroup var seed: SeedOptions

    @Option(help: "How many kills on v2.8; v3 gets a tenth more.")
    var kills = 2_000

    @Option(help: "How many power cuts.")
    var cuts = 5_000

    @Option(help: "Fault schedules of each design.")
    var schedules = 1_000

    @Option(help: "Storage faults at every so many calls.")
    var stride = 5

    @Option(help: "How many damaged stores.")
    var damaged = 400

    func run() async throws {
        let start = ContinuousClock.now
        var shared = ["--seed", String(seed.chosenSeed)]
        if let directory = seed.directory { shared += ["--directory", directory] }
        let parts: [(String, [String])] = [
            ("Kills", ["kill", "--kills", String(kills)] + shared),
            ("Kills, v3", ["kill", "--kills", String(max(1, kills / 10)), "--design", "v3"] + shared),
            ("Many processes", ["processes"] + shared),
            ("Power cuts", ["power-cuts", "--count", String(cuts)] + shared),
            ("Storage faults", ["storage-faults", "--stride", String(stride)]),
            ("Damage", ["damage", "--count", String(damaged)] + shared),
            ("Fault schedules", ["faults", "--count", String(schedules)] + shared),
        ]
        var broken: [String] = []
        for (title, words) in parts {
            print("\n== \(title)")
            // A part takes minutes, and whoever reads a file shall see how far it is.
            fflush(nil)
            do {
                guard var command = try Torture.parseAsRoot(words) as? any AsyncParsableCommand else { continue }
                try await command.run()
            } catch {
                if !(error is ExitCode) { print("VIOLATION \(title) did not run: \(error)") }
                broken.append(title)
            }
        }
        let seconds = (ContinuousClock.now - start).components.seconds
        print(
            """

            torture: \(parts.count - broken.count) of \(parts.count) parts without a violation\
            \(broken.isEmpty ? "" : ", not " + broken.joined(separator: ", ")); \(seconds / 60) min \(seconds % 60) s
            """)
        if !broken.isEmpty { throw ExitCode.failure }
    }
}
