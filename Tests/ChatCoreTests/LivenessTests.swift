import ChatCore
import Testing

struct LivenessTests {
    struct Step {
        var second: Int
        var event: Liveness.Event
        var actions: [Liveness.Action]
    }

    private func check(
        _ liveness: inout Liveness, _ steps: [Step], location: SourceLocation = #_sourceLocation
    ) {
        for (line, step) in steps.enumerated() {
            let actions = liveness.handle(step.event, now: .seconds(step.second))
            #expect(actions == step.actions, "line \(line): \(step.event)", sourceLocation: location)
        }
    }

    @Test func aLinkWithTrafficIsNotAsked() {
        var liveness = Liveness(now: .zero, checksMapping: false)
        #expect(liveness.opened(now: .zero).isEmpty)
        check(
            &liveness,
            [
                Step(second: 20, event: .frame, actions: []),
                Step(second: 25, event: .tick, actions: []),
                Step(second: 44, event: .tick, actions: []),
            ])
        #expect(liveness.nextDeadline == .seconds(45))
    }

    @Test func aSilentLinkIsAskedAndItsAnswerBelieved() {
        var liveness = Liveness(now: .zero, checksMapping: false)
        check(
            &liveness,
            [
                Step(second: 25, event: .tick, actions: [.sendPing]),
                Step(second: 26, event: .tick, actions: []),
                Step(second: 27, event: .pong, actions: [.confirmed]),
            ])
        #expect(liveness.nextDeadline == .seconds(52))
    }

    @Test func aDeadLinkIsGivenUpAfterTheDeadline() {
        var liveness = Liveness(now: .zero, checksMapping: false)
        check(
            &liveness,
            [
                Step(second: 25, event: .tick, actions: [.sendPing]),
                Step(second: 34, event: .tick, actions: []),
                Step(second: 35, event: .tick, actions: [.giveUp(.noPong)]),
            ])
    }

    @Test func aNewLinkMustBeMapped() {
        var liveness = Liveness(now: .zero, checksMapping: true)
        #expect(liveness.opened(now: .zero) == [.sendTextPing])
        check(
            &liveness,
            [
                Step(second: 9, event: .frame, actions: []),
                Step(second: 10, event: .tick, actions: [.giveUp(.notMapped)]),
            ])
    }

    @Test func aMappedLinkIsAskedForBothProofs() {
        var liveness = Liveness(now: .zero, checksMapping: true)
        #expect(liveness.opened(now: .zero) == [.sendTextPing])
        check(
            &liveness,
            [
                Step(second: 1, event: .textPong, actions: [.confirmed]),
                Step(second: 26, event: .tick, actions: [.sendPing, .sendTextPing]),
                Step(second: 27, event: .pong, actions: []),
                Step(second: 28, event: .textPong, actions: [.confirmed]),
            ])
    }

    @Test func aProbeHasTheShorterDeadlineEvenWhileOneIsUnderWay() {
        var liveness = Liveness(now: .zero, checksMapping: false)
        check(
            &liveness,
            [
                Step(second: 25, event: .tick, actions: [.sendPing]),
                Step(second: 26, event: .probe, actions: []),
            ])
        #expect(liveness.nextDeadline == .seconds(31))
        check(&liveness, [Step(second: 31, event: .tick, actions: [.giveUp(.noPong)])])
    }

    @Test(arguments: [(false, 900), (true, 90)])
    func aLinkWhosePlaceInTheMapCannotBeProvedIsMadeAnew(isDoubted: Bool, second: Int) {
        var liveness = Liveness(now: .zero, checksMapping: false, isDoubted: isDoubted)
        check(
            &liveness,
            [
                Step(second: second - 1, event: .frame, actions: []),
                Step(second: second - 1, event: .tick, actions: []),
            ])
        #expect(liveness.nextDeadline == .seconds(second))
        check(&liveness, [Step(second: second, event: .tick, actions: [.giveUp(.unprovable)])])
    }

    @Test func aLinkThatIsAskedForItsPlaceNeedsNoRenewal() {
        var liveness = Liveness(now: .zero, checksMapping: true, isDoubted: true)
        check(
            &liveness,
            [
                Step(second: 1, event: .textPong, actions: []),
                Step(second: 2_000, event: .frame, actions: []),
                Step(second: 2_001, event: .tick, actions: []),
            ])
    }

    @Test func answersThatNobodyAskedForProveNothing() {
        var liveness = Liveness(now: .zero, checksMapping: true)
        check(
            &liveness,
            [
                Step(second: 1, event: .pong, actions: []),
                Step(second: 1, event: .textPong, actions: []),
            ])
    }
}
