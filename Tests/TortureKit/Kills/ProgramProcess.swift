package import ChatTestSupport
import Foundation
import Glibc
import Subprocess
import SystemPackage

/// The built program, run as a process of its own for one account.
package struct ProgramProcess: Sendable {
    package struct NotBuilt: Error, CustomStringConvertible {
        package var description: String { "the program is not beside this one; build the product vartalap first" }
    }

    /// How a run ended and what it printed.
    package struct Outcome: Sendable {
        package enum Ending: Hashable, Sendable {
            case exited(Int32)
            case killed(Int32)
        }

        package var ending: Ending
        package var output: String
        package var errors: String

        package var wasKilled: Bool { ending == .killed(SIGKILL) }
    }

    /// The executable.
    package var path: String
    /// The account's data directory, which also stands for the user's home.
    package var directory: String

    package init(path: String, directory: String) {
        self.path = path
        self.directory = directory
    }

    /// The program that `swift build` put beside this executable.
    package static func beside() throws -> String {
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let candidates = [
            own.deletingLastPathComponent(),
            URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent(),
        ].map { $0.appendingPathComponent("vartalap").path }
        guard let path = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw NotBuilt()
        }
        return path
    }

    /// Runs the program to its end, of whatever kind that is.
    ///
    /// - Parameters:
    ///   - shim: makes it die at a call, or counts its calls.
    ///   - leash: learns of the process as soon as it runs, and can end it.
    package func run(
        _ arguments: [String], input: String = "", shim: FaultShim? = nil, leash: Leash? = nil
    ) async throws -> Outcome {
        try await run(arguments, .string(input), shim, leash)
    }

    /// The same with a file as standard input. Of a program that may be killed at any time nobody should hold the other
    /// end of a pipe.
    package func run(_ arguments: [String], inputFile: String) async throws -> Outcome {
        let file = try FileDescriptor.open(inputFile, .readOnly)
        return try await run(arguments, .fileDescriptor(file, closeAfterSpawningProcess: true), nil, nil)
    }

    private func run(
        _ arguments: [String], _ input: some InputProtocol, _ shim: FaultShim?, _ leash: Leash?
    ) async throws -> Outcome {
        let values = environment.merging(shim?.environment ?? [:]) { _, new in new }
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments + ["--data-dir", directory]),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: values.map { (Environment.Key(stringLiteral: $0), $1) })),
            input: input, output: .string(limit: 1 << 24), error: .string(limit: 1 << 22)
        ) { execution in
            await leash?.attach(execution.processIdentifier.value)
        }
        await leash?.detach()
        let ending: Outcome.Ending =
            switch result.terminationStatus {
            case .exited(let code): .exited(code)
            case .signaled(let signal): .killed(signal)
            }
        return Outcome(ending: ending, output: result.standardOutput, errors: result.standardError)
    }

    private var environment: [String: String] {
        [
            "HOME": directory, "XDG_CONFIG_HOME": directory + "/config", "XDG_RUNTIME_DIR": directory,
            "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC", "SWIFT_BACKTRACE": "enable=no",
        ]
    }
}

/// Holds a process that runs, to signal it from elsewhere; after its end it holds nothing, so no other is hit.
package actor Leash {
    private var processID: pid_t?
    private var pendingSignal: Int32?

    package init() {}

    func attach(_ processID: pid_t) {
        self.processID = processID
        if let signal = pendingSignal { kill(processID, signal) }
    }

    func detach() {
        processID = nil
    }

    /// Signals the process now, or as soon as it runs.
    package func send(_ signal: Int32) {
        pendingSignal = signal
        if let processID { kill(processID, signal) }
    }
}
