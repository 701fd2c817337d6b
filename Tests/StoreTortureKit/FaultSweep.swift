import ChatTestSupport
import Foundation

/// Lets the 1st, 2nd, 3rd … call of a kind fail, or kills the process there, until a run passes without that call; after
/// each run what was confirmed must be there and the store sound. The way in which SQLite is tested.
/// Source: reliability page, "SQLite and how it is tested".
package struct FaultSweep: Sendable {
    /// What happens at a call.
    package enum Trouble: Sendable {
        /// A rule for the shim's FAULT, without the number: `sync:EIO`.
        case fault(String, sticky: Bool)
        /// A kind for the shim's CRASH_AT, and the moment: `before`, `after` or `during`.
        case kill(String, String)

        func rule(_ number: Int) -> String {
            switch self {
            case .fault(let rule, let sticky): "\(rule):\(number)\(sticky ? ":sticky" : "")"
            case .kill(let kind, let moment): "\(kind):\(number):\(moment)"
            }
        }
    }

    package struct Report: Sendable {
        package var runs = 0
        /// Runs that met trouble.
        package var troubled = 0
        package var failures: [String] = []

        package var line: String { "\(runs) runs, \(troubled) of them met trouble, \(failures.count) failures" }

        package static func + (one: Report, other: Report) -> Report {
            Report(
                runs: one.runs + other.runs, troubled: one.troubled + other.troubled,
                failures: one.failures + other.failures)
        }
    }

    /// `StoreTorture`.
    package var program: String
    package var seed: UInt64 = 1
    package var steps = 6
    /// Every how many calls trouble is made, and at most how often.
    package var stride = 1
    package var limit = Int.max

    package init(program: String) {
        self.program = program
    }

    package static let troubles: [Trouble] =
        ["write:ENOSPC", "write:EIO", "short-write", "short-wal-write:EIO", "sync:EIO", "truncate:EIO"].flatMap {
            [.fault($0, sticky: false), .fault($0, sticky: true)]
        } + ["read:EIO", "open:EMFILE", "create:ENOSPC", "lock:ENOLCK", "unlink:EIO"].map { .fault($0, sticky: false) }

    package static let kills: [Trouble] = [
        .kill("any", "before"), .kill("any", "after"), .kill("wal-write", "during"), .kill("store-write", "during"),
    ]

    package func run(_ troubles: [Trouble]) async throws -> Report {
        var report = Report()
        for trouble in troubles {
            var number = 1
            for _ in 0..<limit {
                guard try await run(trouble, number, &report) else { break }
                number += stride
            }
        }
        return report
    }

    /// - Returns: whether the run got as far as the trouble.
    private func run(_ trouble: Trouble, _ number: Int, _ report: inout Report) async throws -> Bool {
        let directory = try TemporaryDirectory()
        let data = directory.file("data")
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: false)
        var shim = try FaultShim(directory: data)
        switch trouble {
        case .fault: shim.fault = trouble.rule(number)
        case .kill: shim.crashAt = trouble.rule(number)
        }
        let outcome = try ChildProcess.outcome(
            program, ["work", "--directory", data, "--seed", String(seed), "--steps", String(steps)],
            environment: shim.environment)
        report.runs += 1
        if [0, 1, 137].contains(outcome.status) == false {
            report.failures.append("\(trouble.rule(number)): status \(outcome.status) \(outcome.errors)")
        }
        let isTroubled = outcome.status != 0
        if isTroubled { report.troubled += 1 }
        let promises = StoreWorkload.promises(in: data)
        let verdict = await StoreJudge.judge(directory: data, promises: promises)
        if !verdict.isGood { report.failures.append("\(trouble.rule(number)): \(verdict)") }
        // A fault may be survived without a word; then the number of calls decides.
        return try isTroubled || hasMore(trouble, than: number, data: directory.file("again"))
    }

    /// Whether a run without trouble makes the call with this number at all.
    private func hasMore(_ trouble: Trouble, than number: Int, data: String) throws -> Bool {
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: false)
        var shim = try FaultShim(directory: data)
        shim.countTo = data + ".count"
        try ChildProcess.run(
            program, ["work", "--directory", data, "--seed", String(seed), "--steps", String(steps)],
            environment: shim.environment)
        let counts = try FaultShim.counts(in: data + ".count")
        switch trouble {
        case .fault(let rule, _): return Self.count(String(rule.prefix { $0 != ":" }), counts) > number
        case .kill(let kind, _): return Self.count(kind, counts) > number
        }
    }

    private static func count(_ kind: String, _ counts: [String: Int]) -> Int {
        let name = kind.hasPrefix("short-") ? String(kind.dropFirst("short-".count)) : kind
        if name == "any" || name.contains("-") { return counts[name] ?? 0 }
        return counts.filter { $0.key.hasSuffix("-\(name)") }.values.reduce(0, +)
    }
}
