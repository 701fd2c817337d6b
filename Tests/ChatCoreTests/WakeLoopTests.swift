import ChatCore
import ChatTestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct WakeLoopTests {
    /// Counts turns and lets a test await them.
    private actor Turns {
        private(set) var count = 0
        func take() -> Int {
            count += 1
            return count
        }
    }

    @Test func aDeadlineBringsATurn() async throws {
        let clock = ManualClock()
        let loop = WakeLoop(clock: clock, uptime: Uptime(clock))
        let turns = Turns()

        async let finished: Void = loop.run {
            await turns.take() == 2 ? .end : .turn(at: .seconds(5))
        }
        await clock.waitUntilSomebodySleeps(for: .seconds(5))
        await clock.advance(by: .seconds(5))

        try await finished
        #expect(await turns.count == 2)
    }

    @Test func aWakeBringsATurnWithoutADeadline() async throws {
        let clock = ManualClock()
        let loop = WakeLoop(clock: clock, uptime: Uptime(clock))
        let turns = Turns()

        try await loop.run {
            if await turns.take() == 3 { return .end }
            loop.wake()
            return .turn(at: nil)
        }

        #expect(await turns.count == 3)
    }

    @Test func anEarlierDeadlineWinsOverALaterOne() async throws {
        let clock = ManualClock()
        let loop = WakeLoop(clock: clock, uptime: Uptime(clock))
        let turns = Turns()

        async let finished: Void = loop.run {
            switch await turns.take() {
            case 1:
                loop.wake()
                return .turn(at: .seconds(60))
            case 2: return .turn(at: .seconds(5))
            default: return .end
            }
        }
        await clock.waitUntilSomebodySleeps(for: .seconds(5))
        await clock.advance(by: .seconds(5))

        try await finished
    }
}
