import ArgumentParser
import StoreTortureKit

/// Storage that fails: each call that the store makes, once and from then on, and the death of the process there.
struct StorageFaultCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "storage-faults", abstract: "Let the calls fail that the store makes, and kill it there.")
    }

    @Option(help: "Every how many calls trouble is made.")
    var stride = 5

    func run() async throws {
        let start = ContinuousClock.now
        var sweep = FaultSweep(program: CommandLine.arguments[0])
        sweep.stride = stride
        let report = try await sweep.run(FaultSweep.troubles + FaultSweep.kills)
        report.failures.forEach { print("  VIOLATION \($0)") }
        print("storage faults: \(report.line); \((ContinuousClock.now - start).components.seconds) s")
        if !report.failures.isEmpty { throw ExitCode.failure }
    }
}

/// Stores with damaged files, and what is left of them.
struct DamageCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "damage", abstract: "Damage stores, recover them, and look for what could still be read.")
    }

    @OptionGroup var seed: SeedOptions

    @Option(help: "How many stores.")
    var count = 400

    @Option(help: "One kind of damage; all of them in turn if none is given.")
    var kind: DamageCase.Kind?

    @Flag(help: "Say what became of each store.")
    var verbose = false

    func run() async throws {
        let start = ContinuousClock.now
        let seed = seed.chosenSeed
        print("seed \(seed)")
        let bench = try DamageBench(program: CommandLine.arguments[0])
        let report = try await bench.run(count: count, firstSeed: seed, kind: kind) { damage, outcome in
            guard verbose else { return }
            let refusal = outcome.refusal.map { "\($0)" } ?? "no"
            print(
                "  \(damage.kind.rawValue) seed \(damage.seed): \(outcome.before) before, \(outcome.after) after, "
                    + "refused: \(refusal)")
        }
        report.failures.forEach { print("  VIOLATION \($0)") }
        print("damage (seed \(seed)): \(report.line); \((ContinuousClock.now - start).components.seconds) s")
        guard report.failures.isEmpty else {
            print("again: Torture damage --seed \(seed) --count \(count)")
            throw ExitCode.failure
        }
    }
}

extension DamageCase.Kind: ExpressibleByArgument {}
