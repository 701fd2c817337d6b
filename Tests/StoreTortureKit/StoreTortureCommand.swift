import ChatStore
import Foundation

/// The command line of `StoreTorture`, the child process of power cuts, storage faults and damage; `Torture` runs those.
package enum StoreTortureCommand {
    private static let help = """
        StoreTorture work --directory DIR [--seed N] [--steps N] [--synchronous full|normal] [--checkpoint-pages N]
                [--reopens-every N] [--abandon yes]
            enqueue, receive and acknowledge in DIR/store.sqlite, writing to DIR/promises.ack what was confirmed
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
