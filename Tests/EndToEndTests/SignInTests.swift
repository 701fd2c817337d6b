import ChatModel
import ChatServer
import Foundation
import Testing

/// Signing in by every way, with the built program and the local server.
@Suite(.timeLimit(.minutes(2)))
struct SignInTests {
    private let number = "+919876543210"

    private func configure(_ program: Program, _ text: String) throws {
        let directory = program.home.path + "/config/vartalap"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: directory + "/config.toml"))
    }

    private func write(_ text: String, to path: String, mode: Int) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private func login(
        _ program: Program, _ world: LocalAccounts, _ more: String..., input: String = ""
    ) async throws -> Program.Outcome {
        try await program.run(["login", "--server", world.server.url, "--number", number] + more, input: input)
    }

    private func firebase(_ world: LocalAccounts) -> String {
        "[auth]\nmethod = \"firebase\"\n\n[auth.firebase]\nendpoint = \"\(world.server.url)/\"\n"
    }

    @Test func theDesignIsFoundAndTold() async throws {
        let world = try await LocalAccounts.start()
        let program = Program(home: try TemporaryHome())
        let code = await world.server.issueCode(for: UserID(number))

        let login = try await login(program, world, "--otp-stdin", input: code + "\n")
        let status = try await program.run("status", "--json").objects().first
        let text = try await program.run("status")

        #expect(
            login.output == "Logged in as \(number) at \(world.server.url), design v2.8 (found by asking the server).\n"
        )
        #expect(status?["design"] as? String == "v2.8" && status?["designFrom"] as? String == "server")
        #expect(text.output.contains("design\tv2.8\tfound by asking the server\n"))
        await world.server.stop()
    }

    /// What docs/protocol.md says that `auto` prints.
    @Test(arguments: DesignBehaviour.all.map(\.name))
    func theDesignOfEveryLocalServerIsFoundAndTold(name: String) async throws {
        let world = try await LocalAccounts.start(design: name)
        let program = Program(home: try TemporaryHome())
        try configure(program, "[server]\ndesign = \"auto\"\n")
        let code = await world.server.issueCode(for: UserID(number))

        let login = try await login(program, world, "--otp-stdin", input: code + "\n")
        let status = try await program.run("status")

        #expect(
            login.output
                == "Logged in as \(number) at \(world.server.url), design \(name) (found by asking the server).\n")
        #expect(status.output.contains("design\t\(name)\tfound by asking the server\n"), "\(status.output)")
        await world.server.stop()
    }

    @Test func aNamedDesignIsTakenAndTold() async throws {
        let world = try await LocalAccounts.start()
        let program = Program(home: try TemporaryHome())
        let code = await world.server.issueCode(for: UserID(number))

        let login = try await login(program, world, "--json", "--design", "2.7", "--otp", code)
        let before = try await program.run("status")
        try configure(program, "[server]\ndesign = \"v2.6\"\n")
        let after = try await program.run("status")

        #expect(try login.objects().first?["designFrom"] as? String == "login")
        #expect(before.output.contains("design\tv2.7\tnamed at login\n"))
        #expect(after.output.contains("design\tv2.6\tnamed in the configuration\n"))
        await world.server.stop()
    }

    @Test func anUnknownDesignIsRefusedWithTheNearest() async throws {
        let world = try await LocalAccounts.start()
        let program = Program(home: try TemporaryHome())

        let flag = try await login(program, world, "--design", "v2.9", "--otp", "1")
        try configure(program, "[server]\ndesign = \"v2.9\"\n")
        let file = try await program.run("whoami")

        #expect(flag.status == 64 && flag.errors.contains("“v2.9”. Did you mean “v2.8”?"), "\(flag.errors)")
        #expect(file.status == 78 && file.errors.contains("config.toml:2: “v2.9”"), "\(file.errors)")
        #expect(file.errors.contains("Did you mean “v2.8”?"))
        await world.server.stop()
    }

    @Test func aServerThatIsNoneOfOursIsOneSentence() async throws {
        let world = try await LocalAccounts.start()
        let program = Program(home: try TemporaryHome())

        let outcome = try await program.run(
            "login", "--server", world.server.url + "/elsewhere", "--number", number, "--otp", "1")

        #expect(outcome.status == 76)
        #expect(outcome.errors.contains("does not answer as a Vartalap server (status 404 at /login)"))
        #expect(outcome.errors.split(separator: "\n").count == 1)
        await world.server.stop()
    }

    @Test func aPhoneSignInTakesItsCodeInAnotherRun() async throws {
        let world = try await LocalAccounts.start()
        let program = Program(home: try TemporaryHome())
        try configure(program, firebase(world))

        let early = try await login(program, world, "--otp", "123456")
        let asked = try await login(program, world)
        let code = await world.server.issueCode(for: UserID(number))
        let wrong = try await login(program, world, "--otp", code == "000000" ? "000001" : "000000")
        let right = try await login(program, world, "--otp-stdin", input: code + "\n")
        let who = try await program.run("whoami")
        let sent = try await program.run("--send", "hi", "--to", "me")

        #expect(early.status == 77 && early.errors.contains("no longer valid"))
        #expect(asked.status == 64 && asked.errors.contains("--otp"))
        #expect(wrong.status == 77 && wrong.errors.contains("code is wrong"))
        #expect(right.status == 0, "\(right.errors)")
        #expect(who.output.hasPrefix(number))
        #expect(sent.status == 0, "\(sent.errors)")
        #expect(!FileManager.default.fileExists(atPath: program.dataDirectory + "/signin.toml"))
        await world.server.stop()
    }

    @Test func aTokenComesFromACommandOrAFile() async throws {
        let world = try await LocalAccounts.start()
        let program = Program(home: try TemporaryHome())
        let file = program.home.path + "/my token"

        try write(await world.server.issueCode(for: UserID(number)) + "\n", to: file, mode: 0o600)
        try configure(program, "[auth]\ntoken_command = \"cat '\(file)'\"\n")
        let command = try await login(program, world)

        try write(await world.server.issueCode(for: UserID(number)), to: file, mode: 0o600)
        try configure(program, "[auth]\nmethod = \"token\"\ntoken_file = \"~/my token\"\n")
        let fromFile = try await login(program, world)

        try write("secret", to: file, mode: 0o644)
        let exposed = try await login(program, world)

        #expect(command.status == 0, "\(command.errors)")
        #expect(fromFile.status == 0, "\(fromFile.errors)")
        #expect(exposed.status == 78 && exposed.errors.contains("chmod 600 '\(file)'"), "\(exposed.errors)")
        await world.server.stop()
    }

    @Test(
        arguments: [
            ("token_command = \"nosuchprogram x\"", 78, "nosuchprogram failed: it could not be run"),
            ("token_command = \"false\"", 78, "false failed: it ended with status 1"),
            ("token_command = \"printf 'a b'\"", 78, "gave no token"),
            ("token_command = \"echo 'open\"", 78, "every quote needs its other one"),
            ("token_command = \"echo wrong-token\"", 77, "did not accept the token"),
            ("token_command = \"echo $HOME;id\"", 77, "did not accept the token"),
            ("token_file = \"/nowhere/token\"", 78, "no token file /nowhere/token"),
            ("method = \"token\"", 78, "auth.token_command or auth.token_file is not set"),
            ("method = \"firebase\"", 78, "auth.firebase.api_key is not set"),
            ("method = \"frebase\"", 78, "Did you mean “firebase”?"),
            ("[auth.firebase]\nendpont = \"x\"", 78, "Did you mean “auth.firebase.endpoint”?"),
        ] as [(String, Int32, String)])
    func aMistakeAboutSigningInIsOneSentence(setting: String, status: Int32, words: String) async throws {
        let world = try await LocalAccounts.start()
        let program = Program(home: try TemporaryHome())
        try configure(program, "[auth]\n\(setting)\n")

        let outcome = try await login(program, world)

        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
        await world.server.stop()
    }

    @Test func loggingInAgainReplacesTheKeyAndLoggingOutForgetsIt() async throws {
        let world = try await LocalAccounts.start()
        let program = try await world.person(number)
        let path = program.dataDirectory + "/credentials.toml"
        let first = try String(contentsOfFile: path, encoding: .utf8)

        let again = try await login(program, world, "--otp", await world.server.issueCode(for: UserID(number)))
        let second = try String(contentsOfFile: path, encoding: .utf8)
        _ = try await program.run("--send", "kept", "--to", "me", "--queue")
        let logout = try await program.run("logout")
        let who = try await program.run("whoami")
        let listed = try await program.run("list", "messages")

        #expect(again.status == 0 && first != second)
        #expect(logout.status == 0 && !FileManager.default.fileExists(atPath: path))
        #expect(who.status == 77 && who.output.isEmpty)
        #expect(listed.output.contains("kept"))
        await world.server.stop()
    }

    @Test func noSecretIsPrintedOrLogged() async throws {
        let world = try await LocalAccounts.start()
        let program = Program(home: try TemporaryHome())
        try configure(program, firebase(world) + "api_key = \"canary-api-key\"\n")
        var outcomes = [try await login(program, world)]
        let code = await world.server.issueCode(for: UserID(number))
        outcomes.append(try await login(program, world, "--json", "--otp-stdin", input: code + "\n"))
        let key = try secrets(in: program.dataDirectory + "/credentials.toml")
        for arguments in [
            ["whoami", "--json"], ["status", "--json"], ["--send", "hi", "--to", "me", "--json"],
            ["receive", "--timeout", "0", "--json"], ["list", "chats", "--json"],
        ] {
            outcomes.append(try await program.run(arguments + ["--log-level", "trace"]))
        }
        await world.server.stop()
        outcomes.append(try await program.run("--send", "hi", "--to", "me", "--json", "--timeout", "0.5"))
        let log = try String(contentsOfFile: program.dataDirectory + "/vartalap.log", encoding: .utf8)

        let said = outcomes.map { $0.output + $0.errors }.joined() + log
        #expect(!log.isEmpty && !key.isEmpty)
        for secret in key + [code, "canary-api-key"] { #expect(!said.contains(secret)) }
    }

    /// The values of the file's lines.
    private func secrets(in path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\"")
            return parts.count > 1 && line.contains(" = ") ? String(parts[1]) : nil
        }
    }
}
