import Foundation

/// A program run to its end with an environment of its own.
package enum ChildProcess {
    package struct Failed: Error {
        package var program: String
        package var status: Int32
        package var errors: String
    }

    /// How it ended and what it said.
    package struct Outcome: Sendable {
        /// The exit code, or 128 + the signal that killed it.
        package var status: Int32
        package var output: String
        package var errors: String
    }

    /// - Throws: `Failed` unless it exits with 0.
    @discardableResult
    package static func run(
        _ program: String, _ arguments: [String], environment: [String: String]
    ) throws -> String {
        let outcome = try outcome(program, arguments, environment: environment)
        guard outcome.status == 0 else {
            throw Failed(program: program, status: outcome.status, errors: outcome.errors)
        }
        return outcome.output
    }

    /// Standard error goes to a file: a pipe that nobody reads while the other one is read would stop the child.
    package static func outcome(
        _ program: String, _ arguments: [String], environment: [String: String], input: String? = nil
    ) throws -> Outcome {
        let errors = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vartalap-child-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: errors) }
        let child = Process()
        child.executableURL = URL(fileURLWithPath: program)
        child.arguments = arguments
        child.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let output = Pipe()
        child.standardOutput = output
        child.standardError = try FileHandle(forWritingTo: errors)
        child.standardInput = FileHandle.nullDevice
        try child.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        child.waitUntilExit()
        return Outcome(
            status: child.terminationReason == .exit ? child.terminationStatus : 128 + child.terminationStatus,
            output: String(decoding: text, as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}
