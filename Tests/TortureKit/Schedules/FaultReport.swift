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
        total.askedAgain += outcome.askedAgain
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
            \(total.unconfirmed) not confirmed, \(total.askedAgain) asked for again; \(total.restarts) restarts; links: \(faults); \
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
    /// Real time after which a schedule that has not ended is given up.
    package var endsWithin = Duration.seconds(400)
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
        let outcome = await outcome(of: FaultRun(options, directory: path))
        if outcome.violations.isEmpty { try FileManager.default.removeItem(atPath: path) }
        return outcome
    }

    /// What a schedule came to; one that fails or hangs fails alone.
    private func outcome(of run: FaultRun) async -> FaultRun.Outcome {
        let (ends, end) = AsyncStream.makeStream(of: FaultRun.Outcome.self)
        // Not a child of ours: it would be waited for even if it never ended.
        let work = Task {
            do {
                end.yield(try await run.run())
            } catch {
                end.yield(.failed(.endedByItself, "\(error)"))
            }
        }
        let outcome = await withTaskGroup(of: FaultRun.Outcome?.self) { race in
            race.addTask { await ends.first { _ in true } }
            race.addTask {
                try? await ContinuousClock().sleep(for: endsWithin)
                return nil
            }
            defer { race.cancelAll() }
            return await race.next() ?? nil
        }
        if let outcome { return outcome }
        work.cancel()
        return .failed(.endless, "it was at: \(await run.place.name)")
    }
}

extension FaultRun.Outcome {
    fileprivate static func failed(_ kind: Violation.Kind, _ reason: String) -> FaultRun.Outcome {
        FaultRun.Outcome(violations: [Violation(kind, of: UserID("both"), nil, reason)])
    }
}
