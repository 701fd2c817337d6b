import ChatModel
import ChatServer
import ChatStore
import Foundation
import Glibc
import Testing

/// The interface in a real terminal, against a real server: what somebody who chats all day sees.
@Suite(.timeLimit(.minutes(3)))
struct InterfaceTests {
    private let asha = "+919876543210"
    private let ravi = "+919812345678"

    @Test func theDemoAnswersWhatIsTyped() async throws {
        let program = Program(home: try TemporaryHome())
        try await TerminalSession.open(
            command: [Program.path, "demo"], environment: program.environment
        ) { terminal in
            try await terminal.wait(forText: "online")
            try await terminal.press("C-k")
            try await terminal.type("Echo", "Enter")
            try await terminal.wait(for: "the echo's chat") { $0.contains("> Message Echo") }
            try await terminal.type("नमस्ते from tmux", "Enter")
            let answered = try await terminal.wait(for: "the echo and its receipt") { screen in
                screen.lines.count { $0.timelineOf80.contains("नमस्ते from tmux") } >= 2
                    && screen.contains("from tmux") && screen.lines.contains { $0.hasSuffix("read") }
            }
            #expect(answered.lines.contains { $0.contains("you") && $0.hasSuffix("read") })
            try await terminal.press("C-q")
            try await terminal.waitUntilEnded()
        }
    }

    @Test func aConversationSurvivesResizingQuittingAndStartingAgain() async throws {
        let world = try await LocalAccounts.start()
        let (us, peer) = (try await world.person(asha), try await world.person(ravi))
        try await send("hello Asha", from: peer, to: asha)

        try await chat(us) { terminal in
            try await terminal.wait(forText: "hello Asha")
            try await terminal.type("one line", "C-j")
            try await terminal.type("and another", "Enter")
            try await terminal.wait(for: "the acknowledgement") { screen in
                screen.contains("and another") && screen.lines.contains { $0.hasSuffix("sent") }
            }
            try await terminal.resize(columns: 40, rows: 20)
            try await terminal.wait(for: "the narrow layout") { screen in
                screen.contains("hello Asha") && !screen.contains("Chats  ") && screen.contains("F1 help")
            }
            try await terminal.type("half a thou")
            try await terminal.wait(forText: "half a thou")
            try await terminal.press("C-q")
            try await terminal.waitUntilEnded()
        }
        let received = try await peer.run("receive", "--max", "1", "--timeout", "20", "--json")
        #expect(try received.objects().first?["text"] as? String == "one line\nand another")

        try await chat(us) { terminal in
            try await terminal.wait(for: "history and draft") { screen in
                screen.contains("hello Asha") && screen.contains("and another") && screen.contains("half a thou")
            }
            try await terminal.press("C-q")
            try await terminal.waitUntilEnded()
        }
        await world.server.stop()
    }

    @Test func aDraftSurvivesAKill() async throws {
        let world = try await LocalAccounts.start()
        let (us, peer) = (try await world.person(asha), try await world.person(ravi))
        try await send("are you there?", from: peer, to: asha)

        try await chat(us) { terminal in
            try await terminal.wait(forText: "are you there?")
            try await terminal.type("yes, I am")
            try await waitForDraft("yes, I am", of: us)
            try #require(kill(try await terminal.processID(), SIGKILL) == 0)
            try await terminal.waitUntilEnded()
        }
        try await chat(us) { terminal in
            try await terminal.wait(forText: "yes, I am")
        }
        await world.server.stop()
    }

    @Test func sendWorksWhileTheInterfaceIsOpen() async throws {
        let world = try await LocalAccounts.start()
        let (us, peer) = (try await world.person(asha), try await world.person(ravi))
        try await send("hi", from: peer, to: asha)

        try await chat(us) { terminal in
            try await waitForGreeting(in: terminal)
            try await terminal.type("half a thought")
            try await waitForDraft("half a thought", of: us)
            let sent = try await us.run("--send", "from a script", "--to", ravi, "--json")
            #expect(sent.status == 0, "\(sent.errors)")
            #expect(try sent.objects().first?["state"] as? String == "sent")
            try await terminal.wait(forText: "from a script")
            try await waitForDraft("half a thought", of: us)
            let status = try await us.run("status")
            #expect(status.status == 0)
        }
        let received = try await peer.run("receive", "--max", "1", "--timeout", "20", "--json")
        #expect(try received.objects().map { $0["text"] as? String } == ["from a script"])
        let more = try await peer.run("receive", "--max", "1", "--timeout", "1")
        #expect(more.output.isEmpty)
        await world.server.stop()
    }

    @Test func whatIsTypedWhileTheServerIsDownIsQueuedAndLeavesLater() async throws {
        let file = try TemporaryHome()
        let world = try await LocalAccounts.start(storage: .file(file.path + "/server.sqlite"))
        let (us, peer) = (try await world.person(asha), try await world.person(ravi))
        try await send("hi", from: peer, to: asha)

        try await chat(us) { terminal in
            try await waitForGreeting(in: terminal)
            await world.server.stop()
            try await terminal.wait(forText: "OFFLINE")
            try await terminal.type("said in the dark", "Enter")
            try await terminal.wait(forText: "1 queued")
            let again = try await LocalAccounts.start(
                port: world.server.port, storage: .file(file.path + "/server.sqlite"))
            try await terminal.wait(for: "the queue to leave") { screen in
                screen.contains("outbox 0") && screen.lines.contains { $0.hasSuffix("sent") }
            }
            let received = try await peer.run("receive", "--max", "1", "--timeout", "20", "--json")
            #expect(try received.objects().map { $0["text"] as? String } == ["said in the dark"])
            await again.server.stop()
        }
    }

    @Test(arguments: ["C-q", "TERM", "HUP", "ABRT"])
    func theTerminalIsRestoredOnEveryWayOut(way: String) async throws {
        let world = try await LocalAccounts.start()
        let us = try await world.person(asha)
        let script =
            #"stty -a > "$HOME/before"; "$0"; echo "left $?"; stty -a | cmp - "$HOME/before" && echo same; read x"#
        try await TerminalSession.open(
            command: ["/bin/bash", "-c", script, Program.path], environment: us.environment
        ) { terminal in
            try await terminal.wait(forText: "online")
            if way == "C-q" {
                try await terminal.press(way)
            } else {
                try await us.signalOwner(way)
            }
            let left = try await terminal.wait(forText: "same")
            #expect(!left.contains("F1 help"), "the alternate screen is gone")
            #expect(left.contains(way == "C-q" ? "left 0" : "left 1"))
        }
        await world.server.stop()
    }

    @Test func aWindowTooSmallSaysSoAndComesBack() async throws {
        let world = try await LocalAccounts.start()
        let us = try await world.person(asha)
        try await chat(us) { terminal in
            try await terminal.wait(forText: "F1 help")
            try await terminal.resize(columns: 36, rows: 3)
            try await terminal.wait(forText: "window too small")
            try await terminal.resize(columns: 120, rows: 40)
            try await terminal.wait(forText: "Ctrl+K find")
        }
        await world.server.stop()
    }

    /// Runs the interface of `person` in a terminal of 80 by 24.
    private func chat(_ person: Program, body: @Sendable (TerminalSession) async throws -> Void) async throws {
        try await TerminalSession.open(command: [Program.path], environment: person.environment, body: body)
    }

    private func send(_ text: String, from sender: Program, to number: String) async throws {
        let sent = try await sender.run("--send", text, "--to", number)
        try #require(sent.status == 0, "\(sent.errors)")
    }

    /// Returns once the first message is on the screen: only then is there a chat to write to.
    private func waitForGreeting(in terminal: TerminalSession) async throws {
        try await terminal.wait(for: "the greeting") { screen in
            screen.contains("online") && screen.lines.contains { $0.timelineOf80.contains("hi") }
        }
    }

    /// Returns once the store of `person` keeps `text` for the conversation of the two.
    private func waitForDraft(_ text: String, of person: Program) async throws {
        let store = try MessageStore.open(path: person.dataDirectory + "/store.sqlite", access: .readOnly)
        let conversation = ConversationID.direct(UserID(asha), UserID(ravi))
        var changes = store.changes.makeAsyncIterator()
        while try await store.draft(of: conversation) != text {
            try #require(await changes.next() != nil)
        }
    }
}

extension String {
    fileprivate var lines: [Substring] { split(separator: "\n", omittingEmptySubsequences: false) }
}

extension Substring {
    /// The part of a row that is the timeline's at 80 columns.
    fileprivate var timelineOf80: Substring { dropFirst(23) }
}
