import ChatModel
import Foundation

/// The figures of many schedules of one design, and how to run a failed one again.
package struct FaultReport: Sendable {
    package var design: String
    package var schedules = 0
    package var total = FaultRun.Outcome()
    /// The seeds that failed, each with its first violations.
    package var failures: [(seed: UInt64, violations: [String])] = []
    package var duration: Duration = .zero

    package var isClean: Bool { failures.isEmpty }

    init(design: String) {
        self.design = design
    }

    mutating func add(_ outcome: FaultRun.Outcome, seed: UInt64) {
        schedules += 1
        total.asked += outcome.asked
        total.delivered += outcome.delivered
        total.unconfirmed += outcome.unconfirmed
        total.restarts += outcome.restarts
        total.faults.merge(outcome.faults) { $0 + $1 }
        if !outcome.violations.isEmpty {
            failures.append((seed, outcome.violations.prefix(8).map(\.description) + outcome.links))
        }
    }

    package var text: String {
        var lines: [String] = []
        for failure in failures {
            lines.append("VIOLATION, again: Torture faults --design \(design) --seed \(failure.seed) --count 1")
            lines += failure.violations.map { "  \($0)" }
        }
        let faults = total.faults.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        lines.append(
            """
            fault schedules (\(design)): \(schedules), \(total.asked) messages, \(total.delivered) delivered, \
            \(total.unconfirmed) not confirmed; \(total.restarts) restarts; links: \(faults); \
            failed schedules \(failures.count); \(duration.components.seconds) s
            """)
        return lines.joined(separator: "\n")
    }
}

/// Runs schedules of one design with consecutive seeds, some at once.
package struct FaultSeries: Sendable {
    /// The designs that differ in what they promise.
    package static let designs = ["v1", "v2.0", "v2.2", "v2.3", "v2.5", "v2.6", "v2.7", "v2.8", "v3"]

    package var design: String
    package var firstSeed: UInt64
    package var count: Int
    package var atOnce = 6
    package var isVerbose = false
    /// Where each schedule gets a directory of its own; removed unless it failed.
    package var directory: String

    package init(design: String, firstSeed: UInt64, count: Int, directory: String) {
        self.design = design
        self.firstSeed = firstSeed
        self.count = count
        self.directory = directory
    }

    package func run(progress: @escaping @Sendable (String) -> Void = { _ in }) async throws -> FaultReport {
        let start = ContinuousClock.now
        var report = FaultReport(design: design)
        try await withThrowingTaskGroup(of: (UInt64, FaultRun.Outcome).self) { group in
            var next = 0
            func begin() {
                guard next < count else { return }
                let seed = firstSeed + UInt64(next)
                next += 1
                group.addTask { (seed, try await play(seed)) }
            }
            for _ in 0..<atOnce { begin() }
            while let (seed, outcome) = try await group.next() {
                report.add(outcome, seed: seed)
                for violation in outcome.violations.prefix(4) { progress("seed \(seed): \(violation)") }
                if report.schedules.isMultiple(of: 100) { progress("\(report.schedules) schedules of \(design)") }
                begin()
            }
        }
        report.failures.sort { $0.seed < $1.seed }
        report.duration = ContinuousClock.now - start
        return report
    }

    private func play(_ seed: UInt64) async throws -> FaultRun.Outcome {
        let path = directory + "/\(design)-\(seed)"
        var options = FaultRun.Options(seed: seed, design: design)
        options.isVerbose = isVerbose
        let outcome: FaultRun.Outcome
        do {
            outcome = try await FaultRun(options, directory: path).run()
        } catch {
            return FaultRun.Outcome(violations: [Violation(.endedByItself, of: UserID("both"), nil, "\(error)")])
        }
        if outcome.violations.isEmpty { try FileManager.default.removeItem(atPath: path) }
        return outcome
    }
}
