import ChatTestSupport
import Foundation

/// Two stores with some history, one of them all in its log, to be damaged in copies again and again.
package final class DamageBench: Sendable {
    private let directory: TemporaryDirectory

    package init(program: String) throws {
        directory = try TemporaryDirectory()
        for (name, keepsLog) in [("closed", false), ("in-log", true)] {
            try FileManager.default.createDirectory(atPath: directory.file(name), withIntermediateDirectories: false)
            try DamageCase.makeStore(in: directory.file(name), seed: 5, keepsLog: keepsLog, program: program)
        }
    }

    /// Damages `count` stores with consecutive seeds, in each of the ways by turns if none is given.
    package func run(
        count: Int, firstSeed: UInt64, kind: DamageCase.Kind? = nil,
        progress: (DamageCase, DamageCase.Outcome) -> Void = { _, _ in }
    ) async throws -> DamageReport {
        let kinds = DamageCase.Kind.allCases
        var report = DamageReport()
        for number in 0..<count {
            let damage = DamageCase(kind: kind ?? kinds[number % kinds.count], seed: firstSeed + UInt64(number))
            let outcome = try await run(damage)
            report.add(outcome, of: damage)
            progress(damage, outcome)
        }
        return report
    }

    package func run(_ damage: DamageCase) async throws -> DamageCase.Outcome {
        let usesLog = damage.kind == .brokenLog || damage.seed.isMultiple(of: 3)
        let copy = directory.file(UUID().uuidString)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try FileManager.default.copyItem(atPath: directory.file(usesLog ? "in-log" : "closed"), toPath: copy)
        return try await damage.run(in: copy)
    }
}
