/// Waiting for nothing else than the end.
nonisolated enum Cancellation {
    /// Returns when the current task is cancelled.
    static func wait() async {
        let (never, _) = AsyncStream.makeStream(of: Never.self)
        for await _ in never {}
    }
}
