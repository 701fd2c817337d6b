import Foundation
import Subprocess
import SystemPackage
import Testing

/// The built program as a user or a script runs it: as a process of its own, in a directory of its own.
struct Program {
    /// How a run ended and what it printed.
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String

        init(_ status: TerminationStatus, output: String, errors: String) {
            self.status =
                switch status {
                case .exited(let code): code
                case .signaled(let signal): 128 + signal
                }
            self.output = output
            self.errors = errors
        }

        /// The lines of standard output, each read as one JSON object.
        func objects() throws -> [[String: any Sendable]] {
            try output.split(separator: "\n").map { line in
                let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
                return try #require(value as? [String: any Sendable], "not a JSON object: \(line)")
            }
        }
    }

    /// The directory that stands for this user's home; configuration and data live below it.
    let home: TemporaryHome

    /// The program that `swift build` put beside this test's own executable.
    static var path: String {
        get throws {
            let test = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            let candidates = [
                test.deletingLastPathComponent(),
                URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent(),
            ].map { $0.appendingPathComponent("vartalap").path }
            return try #require(
                candidates.first { FileManager.default.isExecutableFile(atPath: $0) },
                "the program is not beside the tests; run `swift build --build-tests` first")
        }
    }

    /// What a terminal user's shell would pass on, with every path of this project below `home`.
    var environment: [String: String] {
        [
            "HOME": home.path, "XDG_DATA_HOME": home.path + "/data", "XDG_CONFIG_HOME": home.path + "/config",
            "XDG_STATE_HOME": home.path + "/state", "XDG_RUNTIME_DIR": home.path,
            "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC",
            // Where a toolchain is installed, Swift's own backtrace of a debug build takes minutes.
            "SWIFT_BACKTRACE": "enable=no",
        ]
    }

    var subprocessEnvironment: Subprocess.Environment {
        .custom(
            Dictionary(uniqueKeysWithValues: environment.map { (Subprocess.Environment.Key(stringLiteral: $0), $1) }))
    }

    /// Runs the program to its end.
    func run(_ arguments: String..., input: String = "") async throws -> Outcome {
        try await run(arguments, input: input)
    }

    func run(_ arguments: [String], input: String = "") async throws -> Outcome {
        try await Self.run(Self.path, arguments, environment: subprocessEnvironment, input: input)
    }

    /// Runs a line of shell in which `$0` is the program.
    func runShell(_ line: String) async throws -> Outcome {
        try await Self.run("/bin/bash", ["-c", line, Self.path], environment: subprocessEnvironment, input: "")
    }

    private static func run(
        _ path: String, _ arguments: [String], environment: Subprocess.Environment, input: String
    ) async throws -> Outcome {
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments), environment: environment,
            input: .string(input), output: .string(limit: 1 << 22), error: .string(limit: 1 << 20))
        return Outcome(result.terminationStatus, output: result.standardOutput, errors: result.standardError)
    }
}

/// A directory that lives as long as a test.
final class TemporaryHome: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("vartalap-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

extension Program {
    /// Where this user's default profile keeps its data.
    var dataDirectory: String { home.path + "/data/vartalap/default" }

    /// Sends a signal, by the name that `kill -l` gives it, to the process that owns this account's connection.
    func signalOwner(_ name: String) async throws {
        let outcome = try await runShell(#"kill -\#(name) "$(head -1 '\#(dataDirectory)/owner.lock')""#)
        try #require(outcome.status == 0, "\(outcome.errors)")
    }
}
