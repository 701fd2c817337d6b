import Foundation

/// One of our figures beside the floor's, measured in turns so that both see the same machine.
struct Comparison {
    /// What was measured, with its unit.
    var name: String
    var ours: [Double]
    var floor: [Double]
    /// Whether a larger figure is a better one: a rate is, a time is not.
    var isRate: Bool
    /// The aim of the delivery page: the least ratio of a rate, the greatest of a time.
    var aim: Double

    var ratio: Double { Self.median(ours) / max(Self.median(floor), .leastNonzeroMagnitude) }
    var isReached: Bool { isRate ? ratio >= aim : ratio <= aim }

    /// A line of the report.
    var line: String {
        let aimText = isRate ? "aim ≥ \(Self.text(aim))" : "aim ≤ \(Self.text(aim))"
        return [
            name.padded(to: 46), Self.text(Self.median(ours)).leftPadded(to: 11),
            Self.text(Self.median(floor)).leftPadded(to: 11), Self.text(ratio).leftPadded(to: 7),
            "  \(aimText)\(isReached ? "" : "  MISSED")",
        ].joined()
    }

    static let head =
        "".padded(to: 46) + "ours".leftPadded(to: 11) + "floor".leftPadded(to: 11) + "ratio".leftPadded(to: 7)

    static func median(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.sorted()[values.count / 2]
    }

    static func text(_ value: Double) -> String {
        String(format: value < 100 ? "%.2f" : "%.0f", value)
    }
}

extension String {
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}

/// Times of single calls, microseconds.
struct Times {
    private(set) var values: [Double] = []

    mutating func measure<Result>(_ work: () async throws -> Result) async rethrows {
        let clock = ContinuousClock()
        let start = clock.now
        _ = try await work()
        values.append((clock.now - start) / .microseconds(1))
    }

    /// The time that this part of the calls did not exceed, 0…1.
    func percentile(_ part: Double) -> Double {
        values.isEmpty ? 0 : values.sorted()[min(values.count - 1, Int(Double(values.count) * part))]
    }
}

/// The C program that does the same work without our code.
struct Floor {
    var path: String

    /// Runs one of its measurements and reads the `name value` pairs that it prints.
    func callAsFunction(_ arguments: String...) throws -> [String: Double] {
        try callAsFunction(arguments)
    }

    func callAsFunction(_ arguments: [String]) throws -> [String: Double] {
        let output = try Command(path: path, arguments: arguments).output()
        let words = output.split(whereSeparator: \.isWhitespace)
        var figures: [String: Double] = [:]
        for index in stride(from: 0, to: words.count - 1, by: 2) {
            figures[String(words[index])] = Double(words[index + 1])
        }
        return figures
    }
}

/// A program to run, with nothing of the caller's environment that could change what it does.
struct Command {
    var path: String
    var arguments: [String]

    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    func process() -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC", "HOME": "/nonexistent",
        ]
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// Runs it to its end.
    ///
    /// - Throws: `Failed` unless it exits with 0.
    func output(input: String? = nil) throws -> String {
        let process = process()
        let (output, entry) = (Pipe(), Pipe())
        process.standardOutput = output
        if input != nil { process.standardInput = entry }
        try process.run()
        if let input {
            entry.fileHandleForWriting.write(Data(input.utf8))
            try entry.fileHandleForWriting.close()
        }
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(
                description: "\(path) \(arguments.joined(separator: " ")) ended with \(process.terminationStatus)")
        }
        return String(decoding: data, as: UTF8.self)
    }
}

/// A directory for the run's stores, removed with its last reference.
final class Workplace {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("vartalap-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A path that nothing is at yet.
    func fresh(_ name: String) -> String {
        "\(path)/\(name)-\(UUID().uuidString.prefix(8))"
    }
}
