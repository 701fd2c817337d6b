/// The figures of a run of many processes, and what was wrong.
package struct ProcessReport: Sendable {
    package var processes: Int
    package var messages: Int
    package var seed: UInt64
    package var sent = 0
    package var received = 0
    /// Killed owners of the senders' account, by what they wanted the connection for, and of the receiver's.
    package var kills = ProcessKills()
    /// Connections that the server saw of the senders' account.
    package var connections = 0
    package var violations: [String] = []
    package var duration: Duration = .zero
    /// Where the stores are kept after a failure.
    package var directory: String?

    package var isClean: Bool { violations.isEmpty }

    init(_ options: ProcessRun.Options) {
        processes = options.processes
        messages = options.messages
        seed = options.seed
    }

    /// A report for people, the summary last.
    package var text: String {
        var lines = violations.prefix(40).map { "VIOLATION \($0)" }
        if !isClean {
            if let directory { lines.append("kept: \(directory)") }
            lines.append("again: Torture processes --seed \(seed) --processes \(processes) --messages \(messages)")
        }
        lines.append(
            """
            many processes (seed \(seed)): \(processes) × \(messages) messages, \(sent) sent, \(received) received; \
            owners killed: \(kills.agents) agents and \(kills.senders) senders of one account, \(kills.receivers) of the \
            receiver; \(connections) connections; violations \(violations.count); \(duration.components.seconds) s
            """)
        return lines.joined(separator: "\n")
    }
}

/// Owners of a connection that were killed.
package struct ProcessKills: Hashable, Sendable {
    package var agents = 0
    package var senders = 0
    package var receivers = 0

    package var all: Int { agents + senders + receivers }
}
