import ChatCore
import Subprocess
import SystemPackage

/// Gets a token from a program of the user's, such as `pass show vartalap`: run without a shell, with nothing on its
/// standard input, and without a word of what it says in any error.
nonisolated struct TokenCommand: Sendable {
    private let words: [String]
    /// How long it may take; a password store may ask the user something meanwhile.
    private static let patience = Duration.seconds(60)
    /// The longest output that is read, in bytes; no token comes near.
    private static let limit = 64 * 1024

    /// - Throws: `.usage` for a line that is no command.
    init(_ line: String) throws(ProgramError) {
        guard let words = ArgumentWords.split(line) else {
            throw .usage("The token command is no command: every quote needs its other one.")
        }
        self.words = words
    }

    func run() async throws(SignInError) -> String {
        let program = words.first ?? ""
        let outcome = await withTaskGroup(of: Result<String, SignInError>.self) { group in
            group.addTask { await Self.output(of: program, Array(words.dropFirst())) }
            group.addTask {
                try? await ContinuousClock().sleep(for: Self.patience)
                return .failure(
                    .command(program: program, reason: "it took longer than \(Self.patience.components.seconds) s"))
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(.command(program: program, reason: "it was given up"))
        }
        return try TokenFile.token(in: try outcome.get(), source: "The token command \(program)")
    }

    private static func output(of program: String, _ arguments: [String]) async -> Result<String, SignInError> {
        func failed(_ reason: String) -> Result<String, SignInError> {
            .failure(.command(program: program, reason: reason))
        }
        do {
            let executable: Executable = program.contains("/") ? .path(FilePath(program)) : .name(program)
            let result = try await Subprocess.run(
                executable, arguments: Arguments(arguments), input: .none, output: .string(limit: limit),
                error: .discarded)
            switch result.terminationStatus {
            case .exited(0): return .success(result.standardOutput)
            case .exited(let code): return failed("it ended with status \(code)")
            case .signaled(let signal): return failed("it was ended by signal \(signal)")
            }
        } catch is CancellationError {
            return failed("it was given up")
        } catch {
            return failed("it could not be run")
        }
    }
}
