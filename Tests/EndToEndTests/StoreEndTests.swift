import ChatServer
import ChatStore
import Foundation
import Testing

/// What a program leaves on the disk when it ends: the owner of the connection a store in one file; others leave what is
/// there to whoever still uses it. Source: delivery page, trap 3.
@Suite(.timeLimit(.minutes(2)))
struct StoreEndTests {
    private let asha: Program
    private let ravi = "+919812345678"
    private let world: LocalAccounts

    init() async throws {
        world = try await LocalAccounts.start()
        asha = try await world.person("+919876543210")
        _ = try await world.person(ravi)
    }

    @Test func theOwnerOfTheConnectionLeavesNoLogBehind() async throws {
        let sent = try await asha.run("--send", "hello", "--to", ravi)

        #expect(sent.status == 0, "\(sent)")
        #expect(try logSize() == 0)
        try await TerminalSession.open(command: [Program.path], environment: asha.environment) { terminal in
            try await terminal.wait(for: "the chat") { $0.contains("online") && $0.contains("hello") }
            try await terminal.type("hello again", "Enter")
            try await terminal.wait(for: "the acknowledgement") { screen in
                screen.contains("hello again") && screen.contains("sent")
            }
            try await terminal.press("C-q")
            try await terminal.waitUntilEnded()
        }
        #expect(try logSize() == 0)
        _ = try await RunningProgram.open(asha, ["agent"]) { agent in
            try await agent.wait(forLine: "online")
            agent.signal(SIGTERM)
            await agent.waitUntilEnded()
        }
        #expect(try logSize() == 0)
        await world.server.stop()
    }

    @Test func whoDoesNotOwnTheConnectionLeavesTheLogToTheOwner() async throws {
        let other = try MessageStore.open(path: asha.dataDirectory + "/store.sqlite")

        let queued = try await asha.run("--send", "later", "--to", ravi, "--queue")

        #expect(queued.status == 0, "\(queued)")
        let log = try logSize()
        #expect(log > 0)
        #expect(try await asha.run("list", "messages").output.contains("later"))
        #expect(try logSize() == log)
        try other.close()
        await world.server.stop()
    }

    /// Bytes; 0 as well if there is none.
    private func logSize() throws -> Int {
        let path = asha.dataDirectory + "/store.sqlite-wal"
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        return try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    }
}
