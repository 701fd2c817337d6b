import Dispatch
import Foundation

/// Lets commands end in an orderly way when they are interrupted, and with the exit code that shells expect.
enum Interruption {
    /// Runs `body`; SIGINT, SIGTERM and SIGHUP cancel it, and a second one ends the process at once.
    ///
    /// - Parameter ignoringHangUp: whether SIGHUP means nothing, as for a service that has no terminal to lose.
    /// - Throws: what `body` throws, or `CommandEnded` when a signal came.
    static func orderly<Result: Sendable>(
        ignoringHangUp: Bool = false, _ body: @escaping () async throws -> Result
    ) async throws -> Result {
        let numbers = ignoringHangUp ? [SIGINT, SIGTERM] : [SIGINT, SIGTERM, SIGHUP]
        if ignoringHangUp { signal(SIGHUP, SIG_IGN) }
        let (signals, continuation) = AsyncStream.makeStream(of: Int32.self)
        let sources = numbers.map { number in
            signal(number, SIG_IGN)
            return source(for: number, continuation)
        }
        defer {
            for source in sources { source.cancel() }
            for number in numbers { signal(number, SIG_DFL) }
        }
        let task = Task { try await body() }
        let watcher = Task {
            for await number in signals {
                task.cancel()
                for number in numbers { signal(number, SIG_DFL) }
                return number == SIGINT ? ProgramStatus.interrupted : .terminated
            }
            return ProgramStatus.success
        }
        let result = await task.result
        continuation.finish()
        let status = await watcher.value
        if status != .success { throw CommandEnded(status: status) }
        return try result.get()
    }

    /// A source whose handler runs on a queue of Dispatch's, never on the main actor.
    private nonisolated static func source(
        for number: Int32, _ continuation: AsyncStream<Int32>.Continuation
    ) -> any DispatchSourceSignal {
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { @Sendable in continuation.yield(number) }
        source.resume()
        return source
    }
}
