import ArgumentParser
import ChatStore
import Foundation
import StoreTortureKit

struct PowerCutCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "power-cuts",
            abstract: "Cut the power under a working store; with lazy syncs the loss must be noticed.")
    }

    @OptionGroup var seed: SeedOptions

    @Option(help: "How many cuts.")
    var count = 5_000

    func run() async throws {
        let seed = seed.chosenSeed
        let start = ContinuousClock.now
        print("seed \(seed)")
        let full = try await cut(seed, count, .full)
        let lazy = try await cut(seed, max(200, count / 5), .normal)
        full.examples.forEach { print("  VIOLATION \($0)") }
        print(
            """
            power cuts (seed \(seed)): \(full.line); with synchronous=NORMAL, which must lose something: \(lazy.line); \
            \((ContinuousClock.now - start).components.seconds) s
            """)
        guard full.isClean, !lazy.isClean else {
            print("again: Torture power-cuts --seed \(seed) --count \(count)")
            throw ExitCode.failure
        }
    }

    private func cut(_ seed: UInt64, _ count: Int, _ durability: MessageStore.Durability) async throws
        -> PowerCut.Report
    {
        // The workload runs in a process of its own, whose disk is logged: this program under another command.
        try await PowerCut(
            seed: seed, cuts: count, steps: 300, durability: durability, checkpointPages: 40,
            workload: CommandLine.arguments[0]
        ).run()
    }
}

/// The workload of the power cuts, as a child process.
struct WorkCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "work", shouldDisplay: false)
    }

    @Argument(parsing: .captureForPassthrough) var words: [String] = []

    func run() async throws {
        await StoreTortureCommand.run(["Torture", "work"] + words)
    }
}
