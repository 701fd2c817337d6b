import ChatTestSupport
import Foundation
import StoreTortureKit
import Testing

/// The shim does what its header says, on a program of everyday.
struct FaultShimTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func itCountsWhatHappened() throws {
        var shim = try FaultShim(directory: directory.path)
        shim.countTo = directory.path + ".count"
        defer { try? FileManager.default.removeItem(atPath: directory.path + ".count") }

        #expect(try copyThreeBytes(shim).status == 0)

        let counts = try FaultShim.counts(in: directory.path + ".count")
        #expect(counts["store-create"] == 1 && counts["store-write"] == 1, "\(counts)")
    }

    @Test(arguments: [
        ("store-write:ENOSPC", "No space left on device"), ("create:EMFILE", "Too many open files"),
    ])
    func itLetsACallFail(fault: String, words: String) throws {
        var shim = try FaultShim(directory: directory.path)
        shim.fault = fault

        let outcome = try copyThreeBytes(shim)

        #expect(outcome.status == 1 && outcome.errors.contains(words), "\(outcome)")
    }

    @Test(arguments: [("before", ""), ("during", "o"), ("after", "one")])
    func itKillsAtACall(moment: String, content: String) throws {
        var shim = try FaultShim(directory: directory.path)
        shim.crashAt = "store-write:1:\(moment)"

        #expect(try copyThreeBytes(shim).status == 137)

        #expect(try String(contentsOfFile: directory.file("a.sqlite"), encoding: .utf8) == content)
    }

    @Test func nothingFailsUntilItIsArmed() throws {
        var shim = try FaultShim(directory: directory.path)
        shim.fault = "write:EIO:1:sticky"
        shim.armedBy = directory.path + ".armed"
        defer { try? FileManager.default.removeItem(atPath: directory.path + ".armed") }

        #expect(try copyThreeBytes(shim).status == 0)
        _ = FileManager.default.createFile(atPath: directory.path + ".armed", contents: nil)
        #expect(try copyThreeBytes(shim).status == 1)
    }

    /// Writes “one” to a file that looks like a store, in one call.
    private func copyThreeBytes(_ shim: FaultShim) throws -> ChildProcess.Outcome {
        let source = directory.path + ".source"
        try Data("one".utf8).write(to: URL(fileURLWithPath: source))
        defer { try? FileManager.default.removeItem(atPath: source) }
        return try ChildProcess.outcome(
            "/bin/dd", ["if=\(source)", "of=\(directory.file("a.sqlite"))", "status=none"],
            environment: shim.environment.merging(["LC_ALL": "C"]) { $1 })
    }
}
