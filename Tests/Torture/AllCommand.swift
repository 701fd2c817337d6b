import ArgumentParser
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

    func run() async throws {
        var shared = ["--seed", String(seed.chosenSeed)]
        if let directory = seed.directory { shared += ["--directory", directory] }
        var failures = 0
        let parts: [(String, [String])] = [
            ("Kills", ["kill", "--kills", String(kills)]),
            ("Kills, v3", ["kill", "--kills", String(max(1, kills / 10)), "--design", "v3"]),
            ("Power cuts", ["power-cuts", "--count", String(cuts)]),
            ("Fault schedules", ["faults", "--count", String(schedules)]),
        ]
        for (title, words) in parts {
            print("\n== \(title)")
            do {
                guard var command = try Torture.parseAsRoot(words + shared) as? any AsyncParsableCommand else {
                    continue
                }
                try await command.run()
            } catch let code as ExitCode where code == .failure {
                failures += 1
            }
        }
        print("\n\(parts.count - failures) of \(parts.count) parts without a violation")
        if failures > 0 { throw ExitCode.failure }
    }
}
