import ChatServer
import Foundation
import Testing

/// `vartalap agent` by process, alone and beside the other programs of its account.
@Suite(.timeLimit(.minutes(2)))
struct AgentTests {
    private let asha: Program
    private let ravi: Program
    private let world: LocalAccounts

    init() async throws {
        world = try await LocalAccounts.start()
        asha = try await world.person("+919876543210")
        ravi = try await world.person("+919812345678")
    }

    @Test func itReceivesSendsWhatOthersQueueAndEndsCleanly() async throws {
        let (_, status) = try await RunningProgram.open(asha, ["agent"]) { [asha, ravi] agent in
            try await agent.wait(forLine: "online")
            let sent = try await asha.run("--send", "through the agent", "--to", "+919812345678")
            let told = try await asha.run("agent", "--status")
            let status = try await asha.run("status", "--json")
            let received = try await ravi.run("receive", "--max", "1", "--timeout", "20")
            _ = try await ravi.run("--send", "back", "--to", "+919876543210", "--wait", "delivered")
            let listed = try await asha.run("list", "messages", "--json")

            #expect(sent.status == 0, "\(sent.errors)")
            #expect(received.output.contains("through the agent"))
            #expect(told.status == 0 && told.output.contains("owned by process \(agent.processID) (agent)"))
            #expect(told.output.contains("online since"), "\(told.output)")
            #expect(try status.objects().first?["ownerPurpose"] as? String == "agent")
            #expect(try listed.objects().map { $0["text"] as? String } == ["through the agent", "back"])
            agent.signal(SIGHUP)
            agent.signal(SIGTERM)
            try await agent.wait(forLine: "agent ended")
            await agent.waitUntilEnded()
        }
        #expect(status == 0)
        #expect(try await asha.run("agent", "--status").status == 1)
        await world.server.stop()
    }

    @Test func itWaitsForAnotherOwnerAndTakesOverWhenThatIsKilled() async throws {
        _ = try await RunningProgram.open(asha, ["agent"]) { [asha] first in
            try await first.wait(forLine: "online")
            _ = try await RunningProgram.open(asha, ["agent"]) { second in
                let line = try await second.wait(forLine: "another process owns the connection")
                #expect(line.contains("process=\(first.processID)"))
                first.signal(SIGKILL)
                try await second.wait(forLine: "online")
                let sent = try await asha.run("--send", "through the second", "--to", "+919812345678")
                #expect(sent.status == 0, "\(sent.errors)")
            }
        }
        await world.server.stop()
    }

    @Test func aServerThatIsAwayIsNoReasonToEnd() async throws {
        await world.server.stop()
        let (_, status) = try await RunningProgram.open(asha, ["agent"]) { [asha] agent in
            try await agent.wait(forLine: "offline")
            let sent = try await asha.run("--send", "later", "--to", "+919812345678", "--timeout", "1", "--json")
            #expect(sent.status == 75)
            let problem = try sent.objects().first?["error"] as? [String: any Sendable]
            // The agent says through its door why it cannot send.
            #expect(problem?["code"] as? String == "unreachable")
            let told = try await asha.run("agent", "--status")
            #expect(told.output.contains("offline ("), "\(told.output)")
            agent.signal(SIGINT)
            await agent.waitUntilEnded()
        }
        #expect(status == 130)
    }

    @Test func withoutALoginItSaysSoAndEnds() async throws {
        _ = try await asha.run("logout")
        let outcome = try await asha.run("agent")
        #expect(outcome.status == 77 && outcome.errors.contains("vartalap login"))
        await world.server.stop()
    }

    @Test func loggingOutEndsItAndTheOthersOfTheAccount() async throws {
        let (status, first) = try await RunningProgram.open(asha, ["agent"]) { [asha] agent in
            try await agent.wait(forLine: "online")
            let (_, second) = try await RunningProgram.open(asha, ["agent"]) { other in
                try await other.wait(forLine: "another process owns the connection")
                #expect(try await asha.run("logout").status == 0)
                try await other.wait(forLine: "Not logged in")
                await other.waitUntilEnded()
            }
            await agent.waitUntilEnded()
            return second
        }
        #expect(status == 77 && first == 77)
        await world.server.stop()
    }

    @Test func aRefusedKeyEndsIt() async throws {
        let path = asha.dataDirectory + "/credentials.toml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.split(separator: "\n").map { $0.hasPrefix("access_key") ? "access_key = \"wrong\"" : $0 }
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: false, encoding: .utf8)
        let outcome = try await asha.run("agent")
        #expect(outcome.status == 77 && outcome.errors.contains("refused"))
        await world.server.stop()
    }

    @Test func theInterfaceUsesTheAgentsConnectionAndTakesItOver() async throws {
        _ = try await asha.run("--send", "before", "--to", "+919812345678")
        _ = try await RunningProgram.open(asha, ["agent"]) { [asha, ravi] agent in
            try await agent.wait(forLine: "online")
            try await TerminalSession.open(command: [Program.path], environment: asha.environment) { terminal in
                try await terminal.wait(for: "the agent's link") { $0.contains("before") && $0.contains("online") }
                try await terminal.type("with the agent", "Enter")
                try await terminal.wait(for: "its acknowledgement") { Self.isSent("with the agent", on: $0) }
                // Typing goes through the agent in both directions.
                try await TerminalSession.open(command: [Program.path], environment: ravi.environment) { other in
                    try await other.wait(for: "the message") { $0.contains("with the agent") && $0.contains("online") }
                    try await terminal.type("half a wo")
                    try await other.wait(forText: "typing")
                    try await other.type("me too")
                    try await terminal.wait(forText: "typing")
                    try await other.press("C-q")
                    try await other.waitUntilEnded()
                }
                try await terminal.press("C-c")
                agent.signal(SIGKILL)
                try await terminal.type("without it", "Enter")
                try await terminal.wait(for: "its acknowledgement") { Self.isSent("without it", on: $0) }
                _ = try await RunningProgram.open(asha, ["agent"]) { next in
                    try await next.wait(forLine: "another process owns the connection")
                    try await terminal.press("C-q")
                    try await next.wait(forLine: "online")
                }
            }
        }
        await world.server.stop()
    }

    private static func isSent(_ text: String, on screen: String) -> Bool {
        screen.split(separator: "\n").contains { line in
            line.contains(text) && ["sent", "dlvd", "read"].contains { line.contains($0) }
        }
    }
}
