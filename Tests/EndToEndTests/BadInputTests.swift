import ChatModel
import ChatServer
import Foundation
import Testing

/// What a mistake costs: one sentence on standard error, nothing on standard output, the right exit code.
@Suite(.timeLimit(.minutes(2)))
struct BadInputTests {
    @Test(
        arguments: [
            (["--unknown"], 64), (["lst"], 64), (["--send", "x"], 64), ([], 64),
            (["--send", "x", "--to", "+919812345678"], 77),
            (["list", "chats"], 77), (["whoami"], 77), (["receive", "--timeout", "1"], 77),
            (["--theme", "defualt"], 78),
            (["login", "--number", "+919876543210"], 64),
            (["login", "--server", "http://127.0.0.1:1", "--number", "12", "--otp", "1"], 65),
            (["login", "--server", "http://127.0.0.1:1", "--number", "+919876543210", "--otp", "1"], 69),
            (
                [
                    "login", "--server", "http://127.0.0.1:1", "--number", "+919876543210", "--data-dir",
                    "/proc/nowhere",
                ], 73
            ),
            (["--config", "/nowhere/config.toml", "whoami"], 78), (["serve", "--port", "99999"], 64),
        ] as [([String], Int32)])
    func aMistakeIsOneSentenceAndAnExitCode(arguments: [String], status: Int32) async throws {
        let program = Program(home: try TemporaryHome())

        let outcome = try await program.run(arguments)

        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("vartalap: ") && outcome.errors.hasSuffix("\n"))
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }

    @Test func aMistakeInTheConfigurationNamesFileAndLineAndTheNearestName() async throws {
        let home = try TemporaryHome()
        let file = home.path + "/config/vartalap/config.toml"
        try FileManager.default.createDirectory(
            atPath: home.path + "/config/vartalap", withIntermediateDirectories: true)
        try Data("\ntheem = \"light\"\n".utf8).write(to: URL(fileURLWithPath: file))

        let outcome = try await Program(home: home).run("list", "chats")

        #expect(outcome.status == 78)
        #expect(outcome.errors == "vartalap: \(file):2: unknown key “theem”. Did you mean “theme”?\n")
    }

    @Test func aWrongCodeIsRefusedAndTheRightOneStillWorks() async throws {
        let world = try await LocalAccounts.start()
        let program = Program(home: try TemporaryHome())
        let code = await world.server.issueCode(for: UserID("+919876543210"))
        let arguments = ["login", "--server", world.server.url, "--number", "+919876543210", "--otp"]

        let wrong = try await program.run(arguments + [code == "000000" ? "000001" : "000000"])
        let right = try await program.run(arguments + [code])
        let again = try await program.run("whoami", "--json")

        #expect(wrong.status == 77 && wrong.errors.contains("code"))
        #expect(right.status == 0, "\(right.errors)")
        #expect(try again.objects().first?["user"] as? String == "+919876543210")
        await world.server.stop()
    }

    @Test func withoutACodeTheServerIsAskedForOne() async throws {
        let world = try await LocalAccounts.start()
        let program = Program(home: try TemporaryHome())

        let asked = try await program.run("login", "--server", world.server.url, "--number", "+919876543210")

        #expect(asked.status == 64 && asked.errors.contains("--otp"))
        await world.server.stop()
    }

    @Test func bytesThatAreNotUTF8AreNotSent() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")

        let shell = try await asha.runShell(#"printf 'a\377b' | "$0" --send - --to me"#)
        let argument = try await asha.runShell(#""$0" --send "$(printf 'a\377b')" --to me"#)
        let listed = try await asha.run("list", "messages")

        #expect(shell.status == 65 && argument.status == 65)
        #expect(listed.output.isEmpty)
        await world.server.stop()
    }

    @Test func aReaderThatGoesAwayEndsTheOutputQuietly() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        _ = try await asha.run("--send", "hi", "--to", "me", "--queue")

        let outcome = try await asha.runShell(#""$0" list messages | true; echo ${PIPESTATUS[0]}"#)

        #expect(outcome.errors.isEmpty)
        #expect(["0\n", "141\n"].contains(outcome.output))
        await world.server.stop()
    }
}
