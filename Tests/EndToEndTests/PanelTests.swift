import ChatModel
import ChatServer
import Foundation
import Glibc
import Testing

/// The panels of the interface in a real terminal, against a real server.
@Suite(.timeLimit(.minutes(3)))
struct PanelTests {
    private let asha = "+919876543210"
    private let ravi = "+919812345678"

    @Test func aGroupIsMadeAndWrittenTo() async throws {
        let world = try await LocalAccounts.start()
        let (us, peer) = (try await world.person(asha), try await world.person(ravi))

        try await chat(us) { terminal in
            try await terminal.wait(forText: "online")
            try await terminal.press("C-k")
            try await terminal.wait(forText: "Find chat")
            try await terminal.press("C-g")
            try await terminal.type(ravi, "Enter")
            try await terminal.wait(forText: "1 marked: +91 98123 45678")
            try await terminal.press("Tab")
            try await terminal.type("Trip to Goa", "Enter")
            try await terminal.wait(for: "the new chat") { screen in
                screen.contains("> Message Trip to Goa") && screen.contains("You made the group Trip to Goa")
            }
            try await terminal.type("hello all", "Enter")
            try await terminal.wait(for: "the acknowledgement") { screen in
                screen.split(separator: "\n").contains { $0.contains("hello all") && $0.hasSuffix("sent") }
            }
            try await terminal.press("M-i")
            let members = try await terminal.wait(for: "the members") { screen in
                screen.contains("2 members") && screen.contains("admin")
            }
            #expect(!members.contains("waits"))
            try await terminal.press("d")
            try await terminal.wait(forText: "Remove +91 98123 45678 from Trip to Goa?")
            try await terminal.press("Enter")
            try await terminal.wait(forText: "1 member")
            try await terminal.press("Escape")
            try await terminal.wait(forText: "You removed +91 98123 45678")
        }
        // The notices of the group count as well: that it was made, and that the peer is out of it.
        let received = try await peer.run("receive", "--max", "3", "--timeout", "10", "--json")
        #expect(try received.objects().contains { $0["text"] as? String == "hello all" }, "\(received.output)")
        await world.server.stop()
    }

    @Test func aMessageThatWaitsIsSeenAndTakenBack() async throws {
        let file = try TemporaryHome()
        let world = try await LocalAccounts.start(storage: .file(file.path + "/server.sqlite"))
        let (us, peer) = (try await world.person(asha), try await world.person(ravi))
        let sent = try await peer.run("--send", "hi", "--to", asha)
        try #require(sent.status == 0, "\(sent.errors)")

        try await chat(us) { terminal in
            try await terminal.wait(forText: "online")
            await world.server.stop()
            try await terminal.wait(forText: "OFFLINE")
            try await terminal.type("said in the dark", "Enter")
            try await terminal.wait(forText: "1 queued")
            try await terminal.press("M-o")
            try await terminal.wait(for: "the reason") { screen in
                screen.contains("Outbox: 1 waiting")
                    && screen.split(separator: "\n").contains {
                        $0.contains("said in the dark") && $0.contains("offline")
                    }
            }
            try await terminal.press("x")
            try await terminal.wait(forText: "Take back \"said in the dark\"? Its text goes back into the box.")
            try await terminal.press("Enter")
            try await terminal.wait(forText: "Nothing waits")
            try await terminal.press("Escape")
            try await terminal.wait(for: "the text in the box") { screen in
                screen.contains("> said in the dark") && screen.contains("0 queued")
            }
            let again = try await LocalAccounts.start(
                port: world.server.port, storage: .file(file.path + "/server.sqlite"))
            try await terminal.wait(forText: "online")
            try await terminal.type(" and now in the light", "Enter")
            try await terminal.wait(for: "the acknowledgement") { screen in
                screen.split(separator: "\n").contains { $0.hasSuffix("sent") }
            }
            let received = try await peer.run("receive", "--max", "2", "--timeout", "3", "--json")
            #expect(
                try received.objects().map { $0["text"] as? String } == ["said in the dark and now in the light"])
            await again.server.stop()
        }
    }

    @Test func whatACrashSaysStaysReadable() async throws {
        let world = try await LocalAccounts.start()
        let us = try await world.person(asha)
        let script = #""$0"; echo "left $?"; read x"#
        try await TerminalSession.open(
            command: ["/bin/bash", "-c", script, Program.path],
            environment: us.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        ) { terminal in
            let before = try await terminal.wait(forText: "online")
            #expect(!before.contains("Fatal error"))
            // As the runtime does before it ends the program.
            let owner = try String(contentsOfFile: us.dataDirectory + "/owner.lock", encoding: .utf8)
            let process = try #require(owner.split(separator: "\n").first.flatMap { Int32($0) })
            let errors = try #require(FileHandle(forWritingAtPath: "/proc/\(process)/fd/2"))
            try errors.write(contentsOf: Data("Fatal error: made up\n".utf8))
            try #require(kill(process, SIGTRAP) == 0)
            let left = try await terminal.wait(forText: "left 1")
            #expect(left.contains("Fatal error: made up"))
            #expect(left.contains("vartalap crashed."))
            #expect(!left.contains("F1 help"))
        }
        await world.server.stop()
    }

    /// Runs the interface of `person` in a terminal of 80 by 24.
    private func chat(_ person: Program, body: @Sendable (TerminalSession) async throws -> Void) async throws {
        try await TerminalSession.open(command: [Program.path], environment: person.environment, body: body)
    }
}
