import ChatServer
import Foundation
import Testing

/// Two interfaces of one account: one owns the connection, the other works through the store.
@Suite(.timeLimit(.minutes(2)))
struct TakeOverTests {
    @Test func theSecondInterfaceTakesOverWhenTheFirstEnds() async throws {
        let world = try await LocalAccounts.start()
        let asha = try await world.person("+919876543210")
        _ = try await world.person("+919812345678")
        _ = try await asha.run("--send", "before", "--to", "+919812345678")

        try await TerminalSession.open(command: [Program.path], environment: asha.environment) { first in
            try await first.wait(forText: "online")
            try await TerminalSession.open(command: [Program.path], environment: asha.environment) { second in
                // The first one's link is the second one's too.
                try await second.wait(for: "the history and the owner's link") {
                    $0.contains("before") && $0.contains("online")
                }
                try await second.type("through the store", "Enter")
                for terminal in [first, second] {
                    try await terminal.wait(for: "the acknowledged message") { screen in
                        screen.split(separator: "\n").contains {
                            $0.contains("through the store") && $0.contains("sent")
                        }
                    }
                }
                try await first.press("C-q")
                try await second.type("alone now", "Enter")
                try await second.wait(for: "the second message, acknowledged") { screen in
                    screen.split(separator: "\n").contains { $0.contains("alone now") && $0.contains("sent") }
                }
                try await second.press("C-q")
                try await second.waitUntilEnded()
            }
        }
        await world.server.stop()
    }
}
