/// The figures of a kill run, and how to run it again.
package struct KillReport: Sendable {
    package var seed: UInt64
    package var design: String
    /// Kills at a named call, by its kind, and the different calls that were hit.
    package var pointKills: [String: Int] = [:]
    package var points: Set<String> = []
    /// Kills at a random instant.
    package var randomKills = 0
    package var killsByRole: [String: Int] = [:]
    package var asked = 0
    package var acknowledged = 0
    package var shown = 0
    /// Received messages in all stores together.
    package var delivered = 0
    /// How often a store was compared with what it held before, and all of them with the history.
    package var looks = 0
    package var verdicts = 0
    package var violations: [String] = []
    package var duration: Duration = .zero
    /// Where the stores are kept after a failure.
    package var directory: String?

    package var kills: Int { randomKills + pointKills.values.reduce(0, +) }
    package var isClean: Bool { violations.isEmpty }

    /// A report for people, the summary last.
    package var text: String {
        var lines = ["kills by the call at which the program died:"]
        for (kind, count) in pointKills.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            lines.append("  \(kind.padded(to: 22)) \(count)")
        }
        let roles = killsByRole.sorted { $0.key < $1.key }.map { "\($0.value) of \($0.key)" }.joined(separator: ", ")
        lines.append("kills by process: \(roles)")
        lines += violations.prefix(40).map { "VIOLATION \($0)" }
        if let directory { lines.append("kept: \(directory)") }
        if !isClean { lines.append("again: Torture kill --seed \(seed) --kills \(kills) --design \(design)") }
        lines.append(summary)
        return lines.joined(separator: "\n")
    }

    package var summary: String {
        let atPoints = kills - randomKills
        return """
            kills (\(design), seed \(seed)): \(kills) = \(atPoints) at \(points.count) named calls + \(randomKills) at \
            random instants; messages asked \(asked), acknowledged \(acknowledged), stored by receivers \(delivered), \
            shown \(shown); \(looks) looks, \(verdicts) verdicts, violations \(violations.count); \
            \(duration.components.seconds) s
            """
    }
}

extension String {
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
