/// How much is logged, in the words that flags, environment and configuration file share.
nonisolated enum LogLevel: String, CaseIterable, Sendable {
    case trace
    case debug
    case info
    case notice
    case warning
    case error
}
