/// What a run of the Autobahn TestSuite came to.
nonisolated struct AutobahnReport: Equatable, Sendable {
    /// Cases that were run to their end.
    var count = 0
    /// How often the server gave each verdict; empty when it was not asked.
    private(set) var verdicts: [String: Int] = [:]
    /// The places of the cases that failed.
    private(set) var failed: [Int] = []
    var duration = Duration.zero

    /// Whether the server judged a case to have failed.
    var hasFailures: Bool { !failed.isEmpty }

    mutating func add(_ verdict: String, case number: Int) {
        verdicts[verdict, default: 0] += 1
        if Self.failures.contains(verdict) { failed.append(number) }
    }

    /// The summary, for people.
    var sentence: String {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        let time = String((seconds * 10).rounded() / 10)
        var text = count == 1 ? "1 case was run in \(time) s" : "\(count) cases were run in \(time) s"
        if !verdicts.isEmpty {
            text += ": " + verdicts.sorted { $0.key < $1.key }.map { "\($1) \($0)" }.joined(separator: ", ")
        }
        if hasFailures { text += "; failed: " + failed.map(String.init).joined(separator: ", ") }
        return text + "."
    }

    /// The summary, for scripts.
    var object: JSONLine {
        var line = JSONLine("autobahn")
        line.add("cases", Int64(count))
        line.add(
            "milliseconds", duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        )
        if !verdicts.isEmpty {
            line.add("verdicts") { object in
                for (name, count) in verdicts.sorted(by: { $0.key < $1.key }) { object.add(name, Int64(count)) }
            }
            line.add("failed", failed.map(String.init))
        }
        return line
    }

    /// The verdicts of the suite that count as failures in its own report.
    private static let failures: Set = ["FAILED", "WRONG CODE", "UNCLEAN", "FAILED BY CLIENT"]
}
