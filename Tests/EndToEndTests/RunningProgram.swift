import Foundation
import Subprocess
import SystemPackage
import Testing

/// The built program while it runs beside a test: its standard error is followed line by line.
struct RunningProgram: Sendable {
    let processID: Int32
    private let log: LogLines

    /// Starts the program, calls `body`, and kills it if `body` has not ended it.
    ///
    /// - Returns: what `body` returned and how the program ended: its status, or 128 + the signal.
    static func open<Result: Sendable>(
        _ program: Program, _ arguments: [String],
        body: @escaping @Sendable (RunningProgram) async throws -> Result
    ) async throws -> (result: Result, status: Int32) {
        let outcome = try await Subprocess.run(
            .path(FilePath(Program.path)), arguments: Arguments(arguments),
            environment: program.subprocessEnvironment, input: .none, output: .discarded, error: .sequence
        ) { execution in
            let log = LogLines()
            let reader = Task {
                for try await line in execution.standardError.strings() { await log.add(line) }
                await log.finish()
            }
            let running = RunningProgram(processID: execution.processIdentifier.value, log: log)
            let result: Swift.Result<Result, any Error>
            do {
                result = .success(try await body(running))
            } catch {
                result = .failure(error)
            }
            running.signal(SIGKILL)
            _ = try? await reader.value
            return try result.get()
        }
        let status: Int32 =
            switch outcome.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): 128 + signal
            }
        return (outcome.closureResult, status)
    }

    /// Returns the first line that contains `text`, of those that were not waited for before.
    @discardableResult
    func wait(forLine text: String) async throws -> String {
        try await log.next(containing: text)
    }

    /// Returns when the program has closed its standard error: it has ended, or is about to.
    func waitUntilEnded() async {
        await log.waitForEnd()
    }

    func signal(_ number: Int32) {
        kill(processID, number)
    }

    var lines: [String] {
        get async { await log.lines }
    }
}

/// The lines of a log, as they come.
private actor LogLines {
    struct Ended: Error, CustomStringConvertible {
        var waitingFor: String
        var lines: [String]

        var description: String {
            "the program ended before it logged \(waitingFor):\n\(lines.joined(separator: "\n"))"
        }
    }

    private(set) var lines: [String] = []
    private var seen = 0
    private var isFinished = false
    private var waiters: [AsyncStream<Never>.Continuation] = []

    func add(_ line: String) {
        lines.append(line)
        wake()
    }

    func finish() {
        isFinished = true
        wake()
    }

    func next(containing text: String) async throws -> String {
        while true {
            while seen < lines.count {
                seen += 1
                if lines[seen - 1].contains(text) { return lines[seen - 1] }
            }
            if isFinished { throw Ended(waitingFor: text, lines: lines) }
            try await change()
        }
    }

    func waitForEnd() async {
        while !isFinished, (try? await change()) != nil {}
    }

    private func change() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        waiters.append(continuation)
        for await _ in stream {}
        try Task.checkCancellation()
    }

    private func wake() {
        for waiter in waiters { waiter.finish() }
        waiters = []
    }
}
