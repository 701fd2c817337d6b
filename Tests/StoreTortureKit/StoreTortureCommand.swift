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
        print("\(report.runs) runs, \(report.troubled) of them met trouble, \(report.failures.count) failures")
        for failure in report.failures { print("  " + failure) }
        exit(report.failures.isEmpty ? 0 : 1)
    }

    private static func damage(_ options: Options) async throws {
        let count = options.number("count", 400)
        let first: UInt64 = options.number("seed", 1)
        let bench = try DamageBench(program: executable)
        var recovered = 0
        var (before, after, failures) = (0, 0, 0)
        for number in 0..<count {
            let kinds = DamageCase.Kind.allCases
            let kind = DamageCase.Kind(rawValue: options.text("kind", "")) ?? kinds[number % kinds.count]
            let damage = DamageCase(kind: kind, seed: first + UInt64(number))
            let outcome = try await bench.run(damage)
            if outcome.recovery != nil { recovered += 1 }
            before += outcome.before
            after += outcome.refusal == nil ? outcome.after : 0
            if options.text("verbose", "no") == "yes" {
                print(
                    "  \(kind.rawValue) seed \(damage.seed): \(outcome.before) before, \(outcome.after) after, refused: \(outcome.refusal.map { "\($0)" } ?? "no")"
                )
            }
            guard !outcome.lost.isEmpty || !outcome.damage.isEmpty else { continue }
            failures += 1
            print("  \(kind.rawValue) seed \(damage.seed): lost \(outcome.lost.prefix(5)) \(outcome.damage.prefix(3))")
        }
        print(
            "\(count) damaged stores, \(recovered) recovered with \(after) of \(before) messages, \(failures) failures")
        exit(failures == 0 ? 0 : 1)
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
