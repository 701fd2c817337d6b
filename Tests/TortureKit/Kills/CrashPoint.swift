import ChatTestSupport

/// A call of the program to the system at which it is killed, as Tests/FaultShim names it: `wal-sync:2:after`.
package struct CrashPoint: Hashable, Sendable, CustomStringConvertible {
    package enum Timing: String, CaseIterable, Sendable {
        case before
        case after
        /// Half of the bytes are written.
        case during
    }

    package var kind: String
    /// Which call of that kind, from 1.
    package var number: Int
    package var timing: Timing

    package var description: String { "\(kind):\(number):\(timing.rawValue)" }

    /// The points of a run that made these calls, at most `limit` calls of a kind: the first ones, where a process starts
    /// up, and others evenly among the rest.
    ///
    /// - Parameter counts: calls by kind, as the library counts them.
    static func all(in counts: [String: Int], limit: Int) -> [CrashPoint] {
        // The others are sums over classes of files, or end with the process anyway.
        let kinds = counts.keys.filter { kind in
            kind.contains("-") && !["log-", "ack-"].contains { kind.hasPrefix($0) }
        }
        return kinds.sorted().flatMap { kind in
            numbers(upTo: counts[kind] ?? 0, limit: limit).flatMap { number in
                timings(of: kind).map { CrashPoint(kind: kind, number: number, timing: $0) }
            }
        }
    }

    private static func numbers(upTo count: Int, limit: Int) -> [Int] {
        guard count > limit else { return count > 0 ? Array(1...count) : [] }
        let first = limit / 2
        let step = Double(count - first) / Double(limit - first)
        return Array(1...first) + (1...(limit - first)).map { first + Int(Double($0) * step) }
    }

    private static func timings(of kind: String) -> [Timing] {
        kind.hasSuffix("-write") ? Timing.allCases : [.before, .after]
    }
}

/// How a process of the run is to die.
enum Death: Hashable, Sendable {
    /// By its own hand, at a call; after the given time at random if it makes no such call.
    case point(CrashPoint)
    /// At this time after its start, from outside.
    case instant(Duration)
}
