import ChatStore
import Foundation

/// The command line of `StoreTorture`.
package enum StoreTortureCommand {
    private static let help = """
        StoreTorture work --directory DIR [--seed N] [--steps N] [--synchronous full|normal] [--checkpoint-pages N]
                [--reopens-every N] [--abandon yes]
            enqueue, receive and acknowledge in DIR/store.sqlite, writing to DIR/promises.ack what was confirmed
        StoreTorture cuts [--count N] [--seed N] [--steps N] [--synchronous full|normal] [--checkpoint-pages N]
            cut the power N times under that workload, and open what is left
        StoreTorture faults [--stride N]
            let each call that the workload makes fail, once and from then on, and kill the process at each call
        StoreTorture damage [--count N] [--seed N] [--kind KIND] [--verbose yes]
            damage a store in N ways, recover it, and compare with what the sqlite3 tool still reads
        StoreTorture open --directory DIR
            open DIR/store.sqlite, which migrates it
        StoreTorture measure [--count N] [--directory DIR]
            what synchronous=FULL costs: commits a second and their times, beside NORMAL
        """

    package static func run(_ arguments: [String]) async {
        do {
            let words = Array(arguments.dropFirst())
            let options = Options(words.dropFirst())
            switch words.first {
            case "work": try await options.workload.run()
            case "cuts": try await cut(options)
            case "faults": try await makeTrouble(options)
            case "damage": try await damage(options)
            case "open":
                try MessageStore.open(path: StoreWorkload.storePath(in: options.text("directory", "."))).close()
            case "measure": try await options.measurement.run()
            default:
                print(help)
                exit(words.first == "help" ? 0 : 64)
            }
        } catch {
            FileHandle.standardError.write(Data("StoreTorture: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func cut(_ options: Options) async throws {
        let start = ContinuousClock.now
        let cut = PowerCut(
            seed: options.number("seed", 1), cuts: options.number("count", 5_000), steps: options.number("steps", 300),
            durability: options.durability, checkpointPages: options.number("checkpoint-pages", 40),
            workload: executable)
        let report = try await cut.run()
        let seconds = (ContinuousClock.now - start).components.seconds
        print("synchronous=\(options.text("synchronous", "full")): \(report.line), \(seconds) s")
        for example in report.examples { print("  " + example) }
        exit(report.isClean ? 0 : 1)
    }
}

extension StoreTortureCommand {
    private static func makeTrouble(_ options: Options) async throws {
        var sweep = FaultSweep(program: executable)
        sweep.stride = options.number("stride", 1)
        let report = try await sweep.run(FaultSweep.troubles + FaultSweep.kills)
        print(report.line)
        for failure in report.failures { print("  " + failure) }
        exit(report.failures.isEmpty ? 0 : 1)
    }

    private static func damage(_ options: Options) async throws {
        let bench = try DamageBench(program: executable)
        let isVerbose = options.text("verbose", "no") == "yes"
        let report = try await bench.run(
            count: options.number("count", 400), firstSeed: options.number("seed", 1),
            kind: DamageCase.Kind(rawValue: options.text("kind", ""))
        ) { damage, outcome in
            guard isVerbose else { return }
            let refusal = outcome.refusal.map { "\($0)" } ?? "no"
            print(
                "  \(damage.kind.rawValue) seed \(damage.seed): \(outcome.before) before, \(outcome.after) after, "
                    + "refused: \(refusal)")
        }
        for failure in report.failures { print("  " + failure) }
        print(report.line)
        exit(report.failures.isEmpty ? 0 : 1)
    }

    static var executable: String { URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path }
}

/// `--name value` pairs.
private struct Options {
    private var values: [String: String] = [:]

    init(_ words: ArraySlice<String>) {
        var words = words
        while let name = words.popFirst(), name.hasPrefix("--"), let value = words.popFirst() {
            values[String(name.dropFirst(2))] = value
        }
    }

    func text(_ name: String, _ fallback: String) -> String { values[name] ?? fallback }

    func number<Number: FixedWidthInteger>(_ name: String, _ fallback: Number) -> Number {
        values[name].flatMap { Number($0) } ?? fallback
    }

    var durability: MessageStore.Durability { text("synchronous", "full") == "normal" ? .normal : .full }

    var workload: StoreWorkload {
        var workload = StoreWorkload(
            directory: text("directory", "."), seed: number("seed", 1), steps: number("steps", 300),
            durability: durability, checkpointPages: number("checkpoint-pages", 40),
            reopensEvery: number("reopens-every", 60))
        workload.abandons = text("abandon", "no") == "yes"
        return workload
    }

    var measurement: DurabilityMeasurement {
        DurabilityMeasurement(directory: text("directory", ""), commits: number("count", 2_000))
    }
}
