import ChatStore
import Foundation

/// The command line of `StoreTorture`.
package enum StoreTortureCommand {
    private static let help = """
        StoreTorture work --directory DIR [--seed N] [--steps N] [--synchronous full|normal] [--checkpoint-pages N]
            enqueue, receive and acknowledge in DIR/store.sqlite, writing to DIR/promises.ack what was confirmed
        StoreTorture cuts [--count N] [--seed N] [--steps N] [--synchronous full|normal] [--checkpoint-pages N]
            cut the power N times under that workload, and open what is left
        """

    package static func run(_ arguments: [String]) async {
        do {
            let words = Array(arguments.dropFirst())
            let options = Options(words.dropFirst())
            switch words.first {
            case "work": try await options.workload.run()
            case "cuts": try await cut(options)
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
            workload: "/proc/self/exe")
        let report = try await cut.run()
        let seconds = (ContinuousClock.now - start).components.seconds
        print("synchronous=\(options.text("synchronous", "full")): \(report.line), \(seconds) s")
        for example in report.examples { print("  " + example) }
        exit(report.isClean ? 0 : 1)
    }
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
        StoreWorkload(
            directory: text("directory", "."), seed: number("seed", 1), steps: number("steps", 300),
            durability: durability, checkpointPages: number("checkpoint-pages", 40))
    }
}
