import ChatCore
import Testing

struct SessionTests {
    private struct Step {
        var second: Int
        var event: Session.Event
        var action: Session.Action
    }

    private let lost = LinkFailure.transport(.closed(code: 1006, reason: ""))

    private func check(_ steps: [Step], location: SourceLocation = #_sourceLocation) -> Session {
        var session = Session()
        for (line, step) in steps.enumerated() {
            let action = session.handle(step.event, now: .seconds(step.second), fraction: 1)
            #expect(action == step.action, "line \(line): \(step.event)", sourceLocation: location)
        }
        return session
    }

    @Test func aLostLinkIsReplacedAfterAWait() {
        let session = check([
            Step(second: 0, event: .start, action: .connect),
            Step(second: 1, event: .connected, action: .serve),
            Step(second: 50, event: .failed(lost), action: .wait(until: .seconds(50.5))),
            Step(second: 51, event: .awake, action: .connect),
            Step(second: 52, event: .connected, action: .serve),
        ])
        #expect(session.phase == .online(since: .seconds(52)))
    }

    @Test func repeatedFailuresWaitLongerAndRememberWhenTheTroubleBegan() {
        let session = check([
            Step(second: 0, event: .start, action: .connect),
            Step(second: 3, event: .failed(lost), action: .wait(until: .seconds(3.5))),
            Step(second: 4, event: .awake, action: .connect),
            Step(second: 5, event: .failed(lost), action: .wait(until: .seconds(6))),
            Step(second: 6, event: .awake, action: .connect),
            Step(second: 7, event: .failed(.silent(.noPong)), action: .wait(until: .seconds(9))),
        ])
        #expect(
            session.phase == .waiting(lostAt: .seconds(3), until: .seconds(9), failure: .silent(.noPong)))
    }

    @Test func aServerThatNamesATimeIsObeyed() {
        let busy = LinkFailure.unavailable(status: 503, retryAfterSeconds: 100)
        _ = check([
            Step(second: 0, event: .start, action: .connect),
            Step(second: 0, event: .failed(busy), action: .wait(until: .seconds(100) * 1.1)),
        ])
    }

    @Test func theTimeThatARefusedUpgradeNamesIsObeyedToo() {
        let failure = LinkFailure(.upgradePutOff(status: 429, seconds: 30))
        _ = check([
            Step(second: 0, event: .start, action: .connect),
            Step(second: 0, event: .failed(failure), action: .wait(until: .seconds(30) * 1.1)),
        ])
    }

    @Test(arguments: [401, 403])
    func aRefusedKeyEndsTheSession(status: Int) {
        let failure = LinkFailure(.upgradeRefused(status: status))
        let session = check([
            Step(second: 0, event: .start, action: .connect),
            Step(second: 0, event: .failed(failure), action: .finish),
        ])
        #expect(session.phase == .signedOut(.accessRefused))
    }

    @Test(arguments: [404, 429, 500, 502, 503])
    func otherRefusalsOfTheUpgradeAreTriedAgain(status: Int) {
        let failure = LinkFailure(.upgradeRefused(status: status))
        _ = check([
            Step(second: 0, event: .start, action: .connect),
            Step(second: 0, event: .failed(failure), action: .wait(until: .seconds(0.5))),
        ])
    }
}
