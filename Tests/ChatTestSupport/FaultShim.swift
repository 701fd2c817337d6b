import Foundation

/// The library of Tests/FaultShim that a child process is started with to let its disk and its sockets fail, to kill it
/// at a chosen call, or to log what it writes. Its source says what the variables mean.
package struct FaultShim: Sendable {
    /// The C compiler did not make the library.
    package struct NotBuilt: Error {
        package var status: Int32
    }

    /// Files at or below it are meant, and internet sockets.
    package var directory: String
    package var fault: String?
    package var crashAt: String?
    package var countTo: String?
    package var logTo: String?
    /// Faults and kills act only while this file exists.
    package var armedBy: String?
    /// Only processes of this program are meant, not those that they start.
    package var program: String?

    private let library: String

    /// - Parameter directory: an absolute path.
    package init(directory: String) throws {
        self.directory = directory
        library = try Self.built.get()
    }

    /// What the child's environment needs in addition.
    package var environment: [String: String] {
        var environment = ["LD_PRELOAD": library, "FAULT_DIR": directory]
        environment["FAULT"] = fault
        environment["CRASH_AT"] = crashAt
        environment["COUNT_TO"] = countTo
        environment["LOG_TO"] = logTo
        environment["FAULT_ARM"] = armedBy
        environment["FAULT_PROGRAM"] = program
        return environment
    }

    /// What a run with `countTo` counted, by kind.
    package static func counts(in file: String) throws -> [String: Int] {
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        let pairs = lines.compactMap { line -> (String, Int)? in
            let words = line.split(separator: " ")
            guard words.count == 2, let count = Int(words[1]) else { return nil }
            return (String(words[0]), count)
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    /// Built once for each text of the source, into the directory for temporary files.
    private static let built = Result { try build() }

    private static func build() throws -> String {
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("FaultShim/faultshim.c")
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in try Data(contentsOf: source) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("vartalap-faultshim-\(String(hash, radix: 16)).so").path
        if FileManager.default.fileExists(atPath: file) { return file }

        let unfinished = file + ".\(UUID().uuidString)"
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments = ["cc", "-shared", "-fPIC", "-O2", "-pthread", "-o", unfinished, source.path]
        try compiler.run()
        compiler.waitUntilExit()
        guard compiler.terminationStatus == 0 else { throw NotBuilt(status: compiler.terminationStatus) }
        guard rename(unfinished, file) == 0 else { throw NotBuilt(status: errno) }
        return file
    }
}
