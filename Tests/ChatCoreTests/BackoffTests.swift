import ChatCore
import Testing

struct BackoffTests {
    @Test func theCeilingDoublesUpToTheCap() {
        var backoff = Backoff()
        let waits = (0..<9).map { _ in backoff.failed(now: .zero, fraction: 1) }
        #expect(waits == [0.5, 1, 2, 4, 8, 16, 32, 60, 60].map { .seconds($0) })
    }

    @Test func theWholeIntervalIsUsedDownToTheFloor() {
        var backoff = Backoff()
        for _ in 0..<5 { _ = backoff.failed(now: .zero, fraction: 1) }
        #expect(backoff.failed(now: .zero, fraction: 0) == .milliseconds(200))
        #expect(backoff.failed(now: .zero, fraction: 0.25) == .seconds(8))
    }

    @Test func manyFailuresDoNotOverflow() {
        var backoff = Backoff()
        for _ in 0..<200 { _ = backoff.failed(now: .zero, fraction: 1) }
        #expect(backoff.failed(now: .zero, fraction: 1) == .seconds(60))
    }

    @Test func aLinkThatLivedLongEnoughForgivesTheFailures() {
        var backoff = Backoff()
        for _ in 0..<5 { _ = backoff.failed(now: .zero, fraction: 1) }
        backoff.linkCameUp(now: .seconds(100))
        #expect(backoff.failed(now: .seconds(130), fraction: 1) == .milliseconds(500))
    }

    @Test func aLinkThatDiedYoungForgivesNothing() {
        var backoff = Backoff()
        for _ in 0..<3 { _ = backoff.failed(now: .zero, fraction: 1) }
        backoff.linkCameUp(now: .seconds(100))
        #expect(backoff.failed(now: .seconds(129), fraction: 1) == .seconds(4))
        #expect(backoff.failed(now: .seconds(900), fraction: 1) == .seconds(8))
    }

    @Test func retryAfterIsObeyedWithinReason() {
        var backoff = Backoff()
        #expect(backoff.failed(now: .zero, retryAfter: .seconds(90), fraction: 0) == .seconds(90))
        #expect(backoff.failed(now: .zero, retryAfter: .seconds(90), fraction: 1) == .seconds(90) * 1.1)
        #expect(backoff.failed(now: .zero, retryAfter: .zero, fraction: 1) == .milliseconds(200))
        #expect(backoff.failed(now: .zero, retryAfter: .seconds(1_000_000), fraction: 0) == .seconds(3600))
    }
}
