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

        #expect(try shell("echo one > $0/a.sqlite; rm $0/a.sqlite", shim).status == 0)

        let counts = try FaultShim.counts(in: directory.path + ".count")
        #expect(counts["store-create"] == 1 && counts["store-write"] == 1)
    }

    @Test(arguments: [
        ("store-write:ENOSPC", "No space left on device"), ("create:EMFILE", "Too many open files"),
    ])
    func itLetsACallFail(fault: String, words: String) throws {
        var shim = try FaultShim(directory: directory.path)
        shim.fault = fault

        let outcome = try shell("echo one > $0/a.sqlite && echo went well", shim)

        #expect(outcome.errors.contains(words), "\(outcome)")
        #expect(!outcome.output.contains("went well"))
    }

    @Test(arguments: [("before", ""), ("during", "o"), ("after", "one")])
    func itKillsAtACall(moment: String, content: String) throws {
        var shim = try FaultShim(directory: directory.path)
        shim.crashAt = "store-write:1:\(moment)"

        let outcome = try shell("printf one > $0/a.sqlite; echo survived", shim)

        #expect(outcome.status == 137 && outcome.output.isEmpty)
        #expect(try String(contentsOfFile: directory.file("a.sqlite"), encoding: .utf8) == content)
    }

    @Test func nothingFailsUntilItIsArmed() throws {
        var shim = try FaultShim(directory: directory.path)
        shim.fault = "write:EIO:1:sticky"
        shim.armedBy = directory.path + ".armed"
        defer { try? FileManager.default.removeItem(atPath: directory.path + ".armed") }

        let outcome = try shell(
            "echo 1 > $0/a.sqlite && echo first; >$0.armed; echo 2 > $0/a.sqlite || echo second", shim)

        #expect(outcome.output == "first\nsecond\n", "\(outcome)")
    }

    private func shell(_ line: String, _ shim: FaultShim) throws -> ChildProcess.Outcome {
        try ChildProcess.outcome("/bin/bash", ["-c", line, directory.path], environment: shim.environment)
    }
}
