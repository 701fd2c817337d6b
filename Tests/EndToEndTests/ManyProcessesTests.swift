import ChatModel
import ChatStore
import Foundation
import Testing

/// Nothing lost, nothing doubled, while the processes of one account die and take over from each other.
///
/// `scripts/many-processes` runs it at full size; it prints its figures.
@Suite(.timeLimit(.minutes(20)))
struct ManyProcessesTests {
    /// `PROCESSES MESSAGES SEED` of the environment, or a short run.
    private static var scenario: ManyProcesses {
        let words = ProcessInfo.processInfo.environment["VARTALAP_MANY_PROCESSES"]?.split(separator: " ") ?? []
        let numbers = words.compactMap { UInt64($0) }
        guard numbers.count == 3 else { return ManyProcesses(processes: 5, messages: 20, seed: 1) }
        return ManyProcesses(processes: Int(numbers[0]), messages: Int(numbers[1]), seed: numbers[2])
    }

    @Test func everyMessageArrivesOnceAndInOrderWhileOwnersAreKilled() async throws {
        let scenario = Self.scenario
        let figures = try await scenario.run()

        let sent = figures.sent.map(\.messageID)
        let received = figures.received.map(\.messageID)
        let count = scenario.processes * scenario.messages
        #expect(sent.count == count && Set(sent).count == count)
        #expect(Set(received).count == received.count, "a message is there twice")
        #expect(received == sent, "both timelines tell the same, in the same order")
        for process in 1...scenario.processes {
            let own = figures.received.filter { $0.messageID.rawValue.hasPrefix("p\(process)-") }.map(\.body)
            #expect(own == (1...scenario.messages).map { .text(scenario.text(process, $0)) })
        }
        #expect(figures.sent.allSatisfy { $0.state?.hasReached(.sent) == true })
        #expect(figures.outbox.waiting == 0 && figures.outbox.parked == 0)
        #expect(figures.unread == count)
        #expect(figures.killedAgents + figures.killedSenders > 0)
        print(
            """
            many processes: \(scenario.processes) × \(scenario.messages) messages, seed \(scenario.seed): \
            \(count) sent, \(Set(received).count) different ones received; \
            owners killed: \(figures.killedAgents) agents, \(figures.killedSenders) senders; \
            \(figures.connections) connections; \(String(format: "%.1f", figures.seconds)) s
            """)
    }
}
