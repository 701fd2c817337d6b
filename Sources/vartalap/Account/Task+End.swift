nonisolated extension Task where Success == Void, Failure == Never {
    /// Returns when the task has ended, or the time is up; the task is left to itself then.
    func end(within patience: Duration) async {
        let (end, continuation) = AsyncStream.makeStream(of: Never.self)
        let ending = Task<Void, Never> {
            await value
            continuation.finish()
        }
        let timer = Task<Void, Never> {
            try? await ContinuousClock().sleep(for: patience)
            continuation.finish()
        }
        for await _ in end {}
        timer.cancel()
        ending.cancel()
    }

    /// Returns when the task has ended, or the calling one was cancelled; the task is left to itself then.
    func endOrCancellation() async {
        let (end, continuation) = AsyncStream.makeStream(of: Never.self)
        let ending = Task<Void, Never> {
            await value
            continuation.finish()
        }
        for await _ in end {}
        ending.cancel()
    }
}
