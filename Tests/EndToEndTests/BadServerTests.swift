import ChatModel
import ChatNetwork
import ChatServer
import ChatStore
import ChatWire
import Foundation
import NIOHTTP1
import Testing

/// A server that is none of ours, or not as it was named, or that stops wanting us: each is one sentence, which says
/// what to do. The list is docs/bad-input.md.
@Suite(.timeLimit(.minutes(2)))
struct BadServerTests {
    private let number = "+919876543210"

    /// What a server does, and what the user is told; `SERVER` stands for its address.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var design: String?
        var answer: StubServer.Answer
        var status: Int32
        var sentence: String
    }

    private static let cases = [
        Case(
            testDescription: "a web page", answer: .page(.ok), status: 76,
            sentence: "SERVER does not answer as a Vartalap server (status 200 at /v1.0/login); check the address, or "
                + "name the design."),
        Case(
            testDescription: "a web page, design named", design: "v2.8", answer: .page(.ok), status: 76,
            sentence: "SERVER answered something unexpected: status 200, but a web page instead of data; check the "
                + "address and the design."),
        Case(
            testDescription: "a redirection", answer: .redirect(to: "https://other.example/"), status: 76,
            sentence: "SERVER sends us on to https://other.example/ instead of answering; give the address of the "
                + "server itself."),
        Case(
            testDescription: "a redirection to a file", answer: .redirect(to: "file:///etc/passwd"), status: 76,
            sentence: "SERVER sends us on to file:///etc/passwd instead of answering; give the address of the server "
                + "itself."),
        Case(
            testDescription: "a redirection with an escape sequence", design: "v2.8",
            answer: .redirect(to: "https://a.example/\u{9B}31m"), status: 76,
            sentence: "SERVER answered something unexpected: a redirection to https://a.example/\u{FFFD}31m; check the "
                + "address and the design."),
        Case(
            testDescription: "a failure", answer: .page(.serviceUnavailable), status: 69,
            sentence: "SERVER is not available now (status 503); try again later."),
        Case(
            testDescription: "a failure, design named", design: "v2.8", answer: .json("{}", status: .badGateway),
            status: 69, sentence: "SERVER is not available now (status 502); try again later."),
        Case(
            testDescription: "a failure that says how long",
            answer: StubServer.Answer(status: .tooManyRequests, headers: ["retry-after": "7"]), status: 69,
            sentence: "SERVER is not available now (status 429); try again in 7 s."),
        Case(
            testDescription: "half an answer", design: "v2.8", answer: .json(#"{"status":true,"access"#), status: 76,
            sentence: "SERVER answered something unexpected: status 200, but the body is not JSON; check the address "
                + "and the design."),
        Case(
            testDescription: "an answer without a key", design: "v2.8", answer: .json(#"{"status":true}"#), status: 76,
            sentence: "SERVER answered something unexpected: no access key in the answer; check the address and the "
                + "design."),
    ]

    @Test(arguments: cases)
    func aLoginThatTheServerDoesNotUnderstandIsOneSentence(_ bad: Case) async throws {
        let server = try await StubServer.start { _ in bad.answer }
        let program = Program(home: try TemporaryHome())

        let outcome = try await program.run(
            ["login", "--server", server.url, "--number", number, "--otp", "123456"]
                + (bad.design.map { ["--design", $0] } ?? []))

        #expect(outcome.status == bad.status)
        #expect(outcome.errors == "vartalap: \(bad.sentence.replacing("SERVER", with: server.url))\n")
        #expect(outcome.output.isEmpty)
        try await server.stop()
    }

    @Test(
        arguments: [
            ("v2.8", "v1", "v2.8"), ("v2.8", "v2.0", "v2.8"), ("v1", "v2.8", "v1 or v2.0"),
            ("v2.7", "v2.5", "v2.7"), ("v2.5", "v3", "v2.3 or v2.5"), ("v2.6", "v3", "v2.6"), ("v2.8", "v2.7", nil),
        ] as [(String, String, String?)])
    func aDesignThatTheServerDoesNotSpeakIsTold(served: String, named: String, found: String?) async throws {
        let world = try await LocalAccounts.start(design: served)
        let program = Program(home: try TemporaryHome())
        let code = await world.server.issueCode(for: UserID(number))

        let outcome = try await program.run(
            "login", "--server", world.server.url, "--number", number, "--design", named, "--otp", code)

        if let found {
            #expect(outcome.status == 76)
            #expect(
                outcome.errors == "vartalap: \(world.server.url) speaks \(found), not \(named); name that, or leave "
                    + "the design to be found.\n")
        } else {
            // They sign in alike, so the one who named it is believed.
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        await world.server.stop()
    }

    /// v1 keeps one key a user: a login elsewhere ends the session here.
    @Test func aKeyThatIsRefusedInMidSessionIsToldAndNothingIsLost() async throws {
        let file = try TemporaryHome()
        let storage = LocalServerOptions.Storage.file(file.path + "/server.sqlite")
        let world = try await LocalAccounts.start(storage: storage, design: "v1")
        let asha = try await world.person(number)

        try await TerminalSession.open(
            columns: 120, command: [Program.path], environment: asha.environment
        ) { terminal in
            try await terminal.wait(forText: "online")
            _ = try await world.person(number)
            await world.server.stop()
            let again = try await LocalAccounts.start(port: world.server.port, storage: storage, design: "v1")
            try await terminal.wait(for: "the sentence") { screen in
                screen.contains("no longer accepts this sign-in; log in again, messages that wait are kept")
            }
            try await terminal.press("C-q")
            try await terminal.waitUntilEnded()
            let queued = try await asha.run("--send", "kept", "--to", "+919812345678", "--timeout", "5")
            #expect(queued.status == 77)
            #expect(
                queued.errors.hasSuffix(
                    "The server refused the access key. The message is kept; log in again and it is sent.\n"))
            let received = try await asha.run("receive", "--timeout", "20")
            #expect(received.status == 77)
            #expect(
                received.errors == "vartalap: The server refused the access key. Log in again: vartalap login "
                    + "--server URL --number NUMBER\n")
            #expect(try await asha.run("outbox", "list").output.contains("kept"))
            await again.server.stop()
        }
    }

    @Test func aMessageOfANewerFormIsShownAsWhatItIs() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person(number)
        let ravi = UserID("+919812345678")
        let http = try HTTPDirectory()
        let login = try ServerDesign.v2_8.api.readLogin(
            try await http.perform(
                ServerDesign.v2_8.api.login(user: ravi, token: await world.server.issueCode(for: ravi)),
                server: world.server.url))
        let frame: JSONValue = [
            "_v": 9, "id": "n-1", "body": ["question": "Tea?"],
            "head": [
                "type": "individual", "to": .string(number), "from": .string(ravi.rawValue), "contentType": "poll",
                "action": "vote",
            ],
        ]
        let headers = ServerDesign.v2_8.authenticationHeaders(user: ravi, accessKey: login.accessKey, token: nil)
        let request = APIRequest(
            method: .post, path: "/v1.0/messages", headers: headers, body: JSONValue.array([.string(frame.text)]).text)
        #expect(try await http.perform(request, server: world.server.url).status == 201)

        let received = try await asha.run("receive", "--max", "1", "--timeout", "20")
        #expect(received.output.hasSuffix("\t[unsupported: poll]\n"), "\(received.output)")
        try await TerminalSession.open(command: [Program.path], environment: asha.environment) { terminal in
            try await terminal.wait(forText: "[poll: not supported]")
            try await terminal.press("C-q")
            try await terminal.waitUntilEnded()
        }
        await world.server.stop()
    }

    @Test func framesThatCouldNotBeReadAreCountedAndSaidToBeKept() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person(number)
        let store = try MessageStore.open(path: asha.dataDirectory + "/store.sqlite")
        try await store.keepUnreadable(
            UnreadableFrame(
                bytes: Array(#"{"_v":2.1,"id":"m-1","he"#.utf8), isText: true, reason: "not JSON",
                arrival: Timestamp(milliseconds: 1)))
        try store.close()

        let status = try await asha.run("status")

        #expect(
            status.output.contains(
                "unreadable frames\t1\tkept as they came; a newer version may be able to read them\n"))
        await world.server.stop()
    }

    @Test func aGroupThatIsNotThereIsOneSentence() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person(number)

        for group in ["nowhere", "6484d47d-c251-430e-be7c-a978c1709338"] {
            let outcome = try await asha.run("--send", "x", "--to-group", group)
            #expect(outcome.status == 65)
            #expect(
                outcome.errors
                    == "vartalap: \(group): There is no conversation “\(group)”. See: vartalap list chats\n")
        }
        await world.server.stop()
    }
}
