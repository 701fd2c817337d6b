import Foundation
import Subprocess
import Synchronization
import SystemPackage
import Testing

/// A real terminal with one program in it: a tmux server of its own, watched in control mode so that every wait is for
/// something that the program wrote, never for time to pass.
struct TerminalSession {
    /// The program ended, or the screen never came to be as expected, before the test's time limit.
    struct Ended: Error, CustomStringConvertible {
        var waitingFor: String
        var lastScreen: String

        var description: String { "the program ended while waiting for \(waitingFor); last screen:\n\(lastScreen)" }
    }

    private let socket: String
    private let changes: ChangeStream
    private let written: Written

    /// What the program wrote to its terminal so far, as far as tmux has told it.
    var bytes: [UInt8] { written.bytes }

    /// Opens a terminal of the given size, runs `command` in it (an argument list, no shell), and ends both after
    /// `body`.
    static func open<Result: Sendable>(
        columns: Int = 80, rows: Int = 24, command: [String], environment: [String: String],
        body: @Sendable (TerminalSession) async throws -> Result
    ) async throws -> Result {
        let socket = "vartalap-\(UUID().uuidString)"
        let assignments = environment.map { "\($0)=\($1)" }
        let arguments =
            ["-L", socket, "-f", "/dev/null", "-C", "new-session", "-x", "\(columns)", "-y", "\(rows)", "-s", "test"]
            + ["env", "-i", "TERM=tmux-256color"] + assignments + command
        let run = try await Subprocess.run(
            .path("/usr/bin/tmux"), arguments: Arguments(arguments),
            environment: .inherit.updating(["LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TMUX": ""]),
            input: .inputWriter, output: .sequence, error: .discarded
        ) { execution in
            let changes = ChangeStream()
            let written = Written()
            // Tasks of their own: a test that is cancelled by its time limit must still end its terminal.
            let reader = Task {
                for try await line in execution.standardOutput.strings() {
                    if line.hasPrefix("%exit") { changes.finish() }
                    written.take(line)
                    changes.notify()
                }
                changes.finish()
            }
            let session = TerminalSession(socket: socket, changes: changes, written: written)
            let result: Swift.Result<Result, any Error>
            do {
                await session.waitUntilOpen()
                try await session.tmux("set-option", "-g", "escape-time", "0")
                try await session.resize(columns: columns, rows: rows)
                result = .success(try await body(session))
            } catch {
                result = .failure(error)
            }
            await Task { _ = try? await session.tmux("kill-server") }.value
            try await execution.standardInputWriter.finish()
            try await reader.value
            return try result.get()
        }
        return run.closureResult
    }

    /// Returns when tmux has greeted its control client, which it does once the server takes commands.
    private func waitUntilOpen() async {
        var iterator = changes.stream.makeAsyncIterator()
        _ = await iterator.next()
    }

    /// Writes every byte that the program writes to its terminal from now on into a file too. `bytes` has the first few
    /// thousand only: what comes after may wait in tmux for its control client.
    func record(to path: String) async throws {
        try await tmux("pipe-pane", "-t", "test", "cat >'\(path)'")
    }

    /// Types text literally, then the keys by tmux's names (`Enter`, `C-j`, `M-Up`, `F1`).
    func type(_ text: String, _ keys: String...) async throws {
        if !text.isEmpty { try await tmux("send-keys", "-l", "-t", "test", "--", text) }
        if !keys.isEmpty { try await tmux(["send-keys", "-t", "test"] + keys) }
    }

    func press(_ keys: String...) async throws {
        try await tmux(["send-keys", "-t", "test"] + keys)
    }

    func resize(columns: Int, rows: Int) async throws {
        try await tmux("resize-window", "-t", "test", "-x", "\(columns)", "-y", "\(rows)")
    }

    /// What stands on the screen now, as text.
    func screen() async throws -> String {
        try await tmux("capture-pane", "-p", "-t", "test")
    }

    /// The process id of the program in the terminal.
    func processID() async throws -> Int32 {
        let text = try await tmux("display-message", "-p", "-t", "test", "#{pane_pid}")
        return try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    /// Returns a screen that satisfies `condition`; looks again whenever the program wrote something, and once more in
    /// the end, since tmux shows a frame while it reads it.
    @discardableResult
    func wait(for what: String, until condition: @Sendable (String) -> Bool) async throws -> String {
        var last = ""
        var iterator = changes.stream.makeAsyncIterator()
        repeat {
            guard let now = try? await screen() else { break }
            last = now
            if condition(now) {
                guard let whole = try? await screen(), condition(whole) else { return now }
                return whole
            }
        } while await iterator.next() != nil
        throw Ended(waitingFor: what, lastScreen: last)
    }

    @discardableResult
    func wait(forText text: String) async throws -> String {
        try await wait(for: "“\(text)”") { $0.contains(text) }
    }

    /// Returns when the program has ended by itself, and its terminal with it.
    func waitUntilEnded() async throws {
        for await _ in changes.stream {}
    }

    @discardableResult
    private func tmux(_ arguments: String...) async throws -> String {
        try await tmux(arguments)
    }

    @discardableResult
    private func tmux(_ arguments: [String]) async throws -> String {
        let result = try await Subprocess.run(
            .path("/usr/bin/tmux"), arguments: Arguments(["-L", socket] + arguments),
            environment: .inherit.updating(["LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TMUX": ""]),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            throw Ended(waitingFor: "tmux \(arguments)", lastScreen: result.standardError)
        }
        return result.standardOutput
    }
}

/// What the program wrote, as tmux tells its control client: lines `%output %0 TEXT`, controls and backslashes in octal.
private final class Written: Sendable {
    private let all = Mutex<[UInt8]>([])

    var bytes: [UInt8] { all.withLock { $0 } }

    func take(_ line: String) {
        guard line.hasPrefix("%output "), let text = line.split(separator: " ", maxSplits: 2).last else { return }
        var bytes: [UInt8] = []
        var rest = ArraySlice(text.utf8)
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            guard byte == UInt8(ascii: "\\"), let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(3)
        }
        all.withLock { $0 += bytes }
    }
}

/// "Something was written": any number of notices since the last look count as one.
struct ChangeStream: Sendable {
    let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func notify() { continuation.yield() }
    func finish() { continuation.finish() }
}
