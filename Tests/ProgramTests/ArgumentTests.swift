import ArgumentParser
import Testing

@testable import vartalap

@Suite struct ArgumentTests {
    @Test(arguments: ["-5 degrees", "-", "--to", "--json", "--data-dir", "list", "--help", "--server=down", ""])
    func theTextToSendIsTakenAsItIs(text: String) throws {
        let command = try parse("--send", text, "--to", "+919812345678")

        #expect(command.sending.send == text)
        #expect(command.sending.recipients == ["+919812345678"])
        #expect(!command.format.json)
    }

    @Test func recipientsMayBeRepeated() throws {
        let command = try parse("--send", "x", "--to", "a", "--to-group", "g", "--to", "b", "--wait", "read", "--json")

        #expect(command.sending.recipients == ["a", "b"])
        #expect(command.sending.groups == ["g"])
        #expect(command.sending.target == .read)
        #expect(command.format.json)
    }

    @Test(arguments: [
        (["--send", "x"], "--send needs a recipient: --to WHO or --to-group GROUP."),
        (
            ["--send", "x", "--to", "a", "--queue", "--wait", "read"],
            "--queue does not wait, so it does not go with --wait read."
        ),
        (
            ["--send", "x", "--to", "a", "--to", "b", "--id", "i"],
            "--id names one message, so it goes with one recipient."
        ),
        (
            ["--send", "x", "--to", "a", "--timeout", "99999999"],
            "--timeout is a number of seconds from 0 to 31536000."
        ),
        (["list", "chats", "--to", "a"], "--to goes with --send."),
        (["receive", "--send", "x", "--to", "a"], "--send does not go with a subcommand."),
        (["receive", "--max", "0"], "--max is a number from 1."),
        (["list", "chats", "--chat", "me"], "--chat goes with list messages."),
        (["serve", "--port", "70000"], "--port is a number from 0 to 65535."),
        (["login", "--number", "+91", "--otp", "1", "--otp-stdin"], "--otp and --otp-stdin do not go together."),
        (
            ["whoami", "--server", "chat.example"],
            "“chat.example” is no server address: it begins with http:// or https://."
        ),
        (["list", "chats", "--jsn"], "Unknown option '--jsn'. Did you mean '--json'?"),
    ])
    func whatDoesNotGoTogetherIsRefused(arguments: [String], message: String) {
        let error = #expect(throws: (any Error).self) {
            try Vartalap.parseAsRoot(SendArguments.joined(arguments))
        }
        if let error {
            #expect(Vartalap.message(for: error) == message)
            #expect(Vartalap.exitCode(for: error).rawValue == ProgramStatus.usage.rawValue)
        }
    }

    @Test func sharedOptionsMayStandBeforeOrAfterTheSubcommand() throws {
        for arguments in [
            ["--data-dir", "d", "--json", "list", "chats"], ["list", "chats", "--json", "--data-dir", "d"],
        ] {
            let command = try #require(try Vartalap.parseAsRoot(arguments) as? ListCommand)
            #expect(command.global.dataDirectory == "d")
            #expect(command.format.json)
        }
    }

    @Test(
        arguments: [
            (["NO_COLOR": "1"], [], "mono"), (["NO_COLOR": ""], [], nil), ([:], ["--no-color"], "mono"),
            (["NO_COLOR": "1"], ["--theme", "light"], "light"), ([:], [], nil),
        ] as [([String: String], [String], String?)])
    func noColourMeansTheMonoTheme(environment: [String: String], arguments: [String], theme: String?) throws {
        let command = try #require(try Vartalap.parseAsRoot(arguments) as? Vartalap)

        #expect(command.interface.flags(environment: environment)[.theme] == theme)
    }

    private func parse(_ arguments: String...) throws -> Vartalap {
        try #require(try Vartalap.parseAsRoot(SendArguments.joined(arguments)) as? Vartalap)
    }
}
