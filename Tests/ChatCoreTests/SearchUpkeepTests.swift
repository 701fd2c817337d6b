import ChatCore
import ChatModel
import ChatStore
import ChatTestSupport
import Logging
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SearchUpkeepTests {
    private let sample: SampleStore
    private let clock = ManualClock()

    init() async throws {
        sample = try await SampleStore()
    }

    @Test func whatWasStoredBeforeTheStartIsTakenIn() async throws {
        try await store("early", "late")

        try await run {
            await clock.waitUntilSomebodySleeps(for: SearchUpkeep.calm)
            #expect(try await sample.store.isSearchIndexBehind())
            await clock.advance(by: SearchUpkeep.calm)
            try await untilTakenIn()
        }
    }

    @Test func nothingIsTakenInWhileMessagesKeepComingUntilTheIndexLagsForTooLong() async throws {
        let step = Duration.milliseconds(1_300)
        try await run {
            for index in 0..<22 {
                try await store("message \(index)")
                await clock.waitUntilSomebodySleeps(for: SearchUpkeep.calm)
                await clock.advance(by: step)
                #expect(try await sample.store.isSearchIndexBehind())
            }
            // It would not be calm until after that.
            try await store("the last")
            await clock.advance(by: SearchUpkeep.patience - step * 22)
            try await untilTakenIn()
        }
    }

    private func store(_ texts: String...) async throws {
        try await sample.store.insertOnce(texts.map { StoreSamples.incoming($0, id: $0) })
    }

    /// Runs the upkeep while the test's steps are taken.
    private func run(_ steps: () async throws -> Void) async throws {
        let upkeep = SearchUpkeep(store: sample.store, log: Logger(label: "test"), clock: clock)
        let running = Task { await upkeep.run() }
        defer { running.cancel() }
        try await steps()
    }

    /// Another program's view of the file: its log tells of each commit.
    private func untilTakenIn() async throws {
        let reader = try sample.reopen(access: .readOnly)
        let changes = reader.changes
        guard try await reader.isSearchIndexBehind() else { return }
        for await _ in changes where try await !reader.isSearchIndexBehind() { return }
    }
}
