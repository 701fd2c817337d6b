import ChatModel
import ChatServer
import Foundation
import Glibc
import Testing

/// What the program keeps is for its user's eyes only, whatever the umask, and it refuses a place where that cannot be.
@Suite(.timeLimit(.minutes(6)))
struct PrivacyTests {
    private let number = "+919876543210"

    /// Files and directories that others may read, write or enter.
    private func exposed(_ program: Program) async throws -> String {
        let search = #"find "$HOME/data" "$HOME/state" -perm /077 2>/dev/null; true"#
        return try await program.runShell(search).output
    }

    @Test(arguments: ["000", "022"])
    func nothingIsForOthersAfterAnyOperation(mask: String) async throws {
        let world = try await LocalAccounts.start()
        let program = Program(home: try TemporaryHome())
        func run(_ arguments: String, input: String = "") async throws {
            let pipe = input.isEmpty ? "" : "printf '%s\\n' \(input) | "
            let outcome = try await program.runShell("umask \(mask); \(pipe)\"$0\" \(arguments)")
            #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
            try await #expect(exposed(program) == "", "\(arguments)")
        }
        let code = await world.server.issueCode(for: UserID(number))

        try await run("login --server \(world.server.url) --number \(number) --otp-stdin", input: code)
        try await run("--send hello --to me")
        try await run("--send later --to +919812345678 --queue")
        try await run("receive --timeout 1")
        try await run("contacts add +919812345678 Ravi")
        try await run("contacts sync")
        try await run("list messages")
        try await run("outbox list")
        try await run("status")
        try await run("list chats --log-file \"$HOME/state/other.log\" --log-level trace")
        try await interface(program, mask: mask, ending: SIGTERM)
        try await interface(program, mask: mask, ending: SIGKILL)
        try await #expect(exposed(program) == "")
        try await run("--send again --to me")
        try await run("logout")
        await world.server.stop()
    }

    /// Types into the interface, and ends it by a signal.
    private func interface(_ program: Program, mask: String, ending signal: Int32) async throws {
        let command = ["/bin/sh", "-c", "umask \(mask); exec \"$0\"", try Program.path]
        try await TerminalSession.open(command: command, environment: program.environment) { terminal in
            try await terminal.wait(forText: "online")
            try await terminal.press("C-k")
            try await terminal.type("Ravi", "Enter")
            // The draft of the time before is there again.
            try await terminal.wait(for: "the box") { $0.contains("> Message Ravi") || $0.contains("a draft") }
            try await terminal.type("a draft")
            try await terminal.wait(forText: "a draft")
            try #require(kill(try await terminal.processID(), signal) == 0)
            try await terminal.waitUntilEnded()
        }
    }

    @Test func aServersFileIsForItsOwnerOnly() async throws {
        let program = Program(home: try TemporaryHome())
        let file = program.home.path + "/server.sqlite"

        let outcome = try await program.runShell(
            "umask 000; timeout -s INT 5 \"$0\" serve --data '\(file)' --print-url | head -1; ls '\(file)'*")

        #expect(outcome.output.contains("server.sqlite"))
        try await #expect(program.runShell("find '\(file)'* -perm /077").output == "")
    }

    @Test func aDataDirectoryThroughWhichOthersGetInIsRefusedWithASentence() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person(number)
        let path = asha.dataDirectory
        func refusal(_ arguments: String...) async throws -> String {
            let outcome = try await asha.run(arguments + ["--log-level", "trace"])
            #expect(outcome.status != 0 && outcome.output.isEmpty)
            return outcome.errors
        }

        try await #expect(asha.runShell("chmod 777 '\(path)'").status == 0)
        for arguments in [["list", "chats"], ["--send", "x", "--to", "me"]] {
            let outcome = try await asha.run(arguments)
            #expect(outcome.status == 73)
            #expect(
                outcome.errors == "vartalap: Can't use the data directory \(path): others can write in it (mode 777); "
                    + "look through its files, then run chmod 700 \(path). Choose another one with --data-dir.\n")
        }
        try await #expect(asha.runShell("chmod 700 '\(path)'").status == 0)

        let link = asha.home.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        let linked = try await refusal("list", "chats", "--data-dir", link)
        #expect(linked.contains("it is a symbolic link; name the directory that it leads to"), "\(linked)")
        #expect(try await refusal("status", "--data-dir", link).contains("it is a symbolic link"))

        // Somebody else's: the system's own, for whoever runs this as no root; as root, one that is given away.
        let foreign = asha.home.path + "/foreign"
        try FileManager.default.createDirectory(atPath: foreign, withIntermediateDirectories: true)
        let other = geteuid() == 0 ? foreign : "/"
        if geteuid() == 0 { try #require(chown(foreign, 65534, 65534) == 0) }
        #expect(try await refusal("list", "chats", "--data-dir", other).contains("it belongs to another user"))
        try await #expect(asha.run("list", "chats").status == 0)
        await world.server.stop()
    }

    @Test func anExposedKeyIsRefusedWithTheCommandThatMendsIt() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person(number)
        let path = asha.dataDirectory + "/credentials.toml"

        try await #expect(asha.runShell("chmod 644 '\(path)'").status == 0)
        let exposed = try await asha.run("--send", "x", "--to", "me")
        #expect(exposed.status == 78)
        #expect(exposed.errors.contains("run chmod 600 \(path) and log in again"), "\(exposed.errors)")

        try await #expect(asha.runShell("chmod 600 '\(path)'").status == 0)
        try await #expect(asha.run("--send", "x", "--to", "me").status == 0)
        await world.server.stop()
    }

    /// Neither the command line nor the environment has the key, and a crash leaves no image of the memory.
    @Test func aRunningProgramShowsNobodyItsKey() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person(number)
        let key =
            try String(contentsOfFile: asha.dataDirectory + "/credentials.toml", encoding: .utf8)
            .split(separator: "\"").map(String.init).max { $0.count < $1.count } ?? ""
        #expect(key.count >= 32)

        try await TerminalSession.open(command: [Program.path], environment: asha.environment) { terminal in
            try await terminal.wait(forText: "online")
            let process = try await terminal.processID()
            for file in ["cmdline", "environ"] {
                let shown = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/\(file)"))
                #expect(!String(decoding: shown, as: UTF8.self).contains(key))
            }
            let limits = try String(contentsOfFile: "/proc/\(process)/limits", encoding: .utf8)
            let core = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
            #expect(core?.split(separator: " ").contains("0") == true, "\(limits)")
            try #require(kill(process, SIGSEGV) == 0)
            try await terminal.waitUntilEnded()
            #expect(!String(decoding: terminal.bytes, as: UTF8.self).contains(key))
        }
        let said = try await asha.runShell(
            "cat \"$HOME\"/state/* '\(asha.dataDirectory)/vartalap.log' 2>/dev/null; true")
        #expect(!said.output.contains(key))
        await world.server.stop()
    }
}
