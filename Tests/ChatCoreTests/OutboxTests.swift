import ChatCore
import ChatModel
import Testing

/// The rules of the outbox as tables: what happens, at which second, and what is to be done about it.
struct OutboxTests {
    /// One line of a table.
    struct Step {
        var second: Int
        var event: Outbox.Event
        var actions: [Outbox.Action]
    }

    private func check(
        _ steps: [Step], limits: Outbox.Limits = Outbox.Limits(), location: SourceLocation = #_sourceLocation
    ) -> Outbox {
        var outbox = Outbox(limits: limits)
        for (line, step) in steps.enumerated() {
            let actions = outbox.handle(step.event, now: .seconds(step.second))
            #expect(actions == step.actions, "line \(line): \(step.event)", sourceLocation: location)
        }
        return outbox
    }

    private func entry(_ row: Int64, _ conversation: String) -> Outbox.Entry {
        Outbox.Entry(row: row, messageID: MessageID("m\(row)"), conversation: ConversationID(conversation))
    }

    private var a1: Outbox.Entry { entry(1, "a") }
    private var a2: Outbox.Entry { entry(2, "a") }
    private var b3: Outbox.Entry { entry(3, "b") }

    @Test func nothingIsTransmittedWithoutALink() {
        let outbox = check([Step(second: 0, event: .found([a1, a2]), actions: [])])
        #expect(outbox.count == 2)
        #expect(outbox.nextDeadline == nil)
    }

    @Test func aConversationSendsOneMessageAtATimeAndInOrder() {
        let outbox = check([
            Step(second: 0, event: .linkUp, actions: []),
            Step(second: 0, event: .found([a1, a2]), actions: [.transmit(a1)]),
            Step(second: 1, event: .acknowledged(a1.messageID), actions: [.acknowledge(a1), .transmit(a2)]),
            Step(second: 1, event: .settled(row: 1), actions: []),
            Step(second: 2, event: .acknowledged(a2.messageID), actions: [.acknowledge(a2)]),
        ])
        #expect(outbox.count == 0)
        #expect(outbox.settlingCount == 1)
    }

    @Test func rowsThatCameLateGoFirstWhenTheyAreOlder() {
        _ = check([
            Step(second: 0, event: .found([a2]), actions: []),
            Step(second: 0, event: .found([a1]), actions: []),
            Step(second: 0, event: .linkUp, actions: [.transmit(a1)]),
        ])
    }

    @Test func otherConversationsAreNotHeldUp() {
        _ = check([
            Step(second: 0, event: .linkUp, actions: []),
            Step(second: 0, event: .found([a1, a2, b3]), actions: [.transmit(a1), .transmit(b3)]),
        ])
    }

    @Test func atMostTheWindowIsInFlight() {
        let entries = (1...40).map { entry($0, "c\($0)") }
        _ = check([
            Step(second: 0, event: .found(entries), actions: []),
            Step(second: 0, event: .linkUp, actions: entries.prefix(32).map { .transmit($0) }),
            Step(
                second: 1, event: .acknowledged(entries[5].messageID),
                actions: [.acknowledge(entries[5]), .transmit(entries[32])]),
        ])
    }

    @Test func aRowFoundTwiceIsSentOnce() {
        _ = check([
            Step(second: 0, event: .linkUp, actions: []),
            Step(second: 0, event: .found([a1]), actions: [.transmit(a1)]),
            Step(second: 0, event: .found([a1, a2]), actions: []),
            Step(second: 0, event: .found([a2]), actions: []),
            Step(second: 1, event: .acknowledged(a1.messageID), actions: [.acknowledge(a1), .transmit(a2)]),
            Step(second: 1, event: .found([a1, a2]), actions: []),
        ])
    }

    @Test func aLostLinkQueuesEverythingAgainInOrder() {
        let outbox = check([
            Step(second: 0, event: .linkUp, actions: []),
            Step(second: 0, event: .found([a1, a2, b3]), actions: [.transmit(a1), .transmit(b3)]),
            Step(second: 5, event: .linkDown, actions: []),
            Step(second: 6, event: .acknowledged(a1.messageID), actions: []),
            Step(second: 9, event: .linkUp, actions: [.transmit(a1), .transmit(b3)]),
        ])
        #expect(outbox.count == 3)
    }

    @Test func anAcknowledgementOfAnUnknownIdIsIgnored() {
        _ = check([
            Step(second: 0, event: .linkUp, actions: []),
            Step(second: 0, event: .found([a1, a2]), actions: [.transmit(a1)]),
            Step(second: 1, event: .acknowledged(MessageID("forged")), actions: []),
            Step(second: 1, event: .acknowledged(a2.messageID), actions: []),
        ])
    }

    @Test func silenceIsProbedOnceThenTheSameMessageIsSentAgain() {
        var outbox = check([
            Step(second: 0, event: .linkUp, actions: []),
            Step(second: 0, event: .found([a1, b3]), actions: [.transmit(a1), .transmit(b3)]),
            Step(second: 9, event: .tick, actions: []),
            Step(second: 10, event: .tick, actions: [.probe]),
            Step(second: 11, event: .tick, actions: []),
            Step(second: 12, event: .probeAnswered, actions: []),
            Step(second: 41, event: .tick, actions: []),
            Step(second: 42, event: .tick, actions: [.transmit(a1), .transmit(b3)]),
            Step(second: 52, event: .tick, actions: [.probe]),
        ])
        #expect(outbox.nextDeadline == nil)
        #expect(outbox.handle(.acknowledged(a1.messageID), now: .seconds(53)) == [.acknowledge(a1)])
    }

    @Test func deadlinesFollowThePhases() {
        var outbox = Outbox()
        _ = outbox.handle(.linkUp, now: .zero)
        _ = outbox.handle(.found([a1]), now: .seconds(1))
        #expect(outbox.nextDeadline == .seconds(11))
        _ = outbox.handle(.tick, now: .seconds(11))
        #expect(outbox.nextDeadline == nil)
        _ = outbox.handle(.probeAnswered, now: .seconds(12))
        #expect(outbox.nextDeadline == .seconds(42))
    }

    @Test func retryNowSendsASilentMessageAtOnceAndNoOther() {
        _ = check([
            Step(second: 0, event: .linkUp, actions: []),
            Step(second: 0, event: .found([a1]), actions: [.transmit(a1)]),
            Step(second: 1, event: .retryNow, actions: []),
            Step(second: 10, event: .tick, actions: [.probe]),
            Step(second: 11, event: .probeAnswered, actions: []),
            Step(second: 12, event: .retryNow, actions: [.transmit(a1)]),
        ])
    }

    @Test func aRefusedMessageIsParkedAndTheNextGoesOn() {
        _ = check([
            Step(second: 0, event: .linkUp, actions: []),
            Step(second: 0, event: .found([a1, a2]), actions: [.transmit(a1)]),
            Step(
                second: 1, event: .refused(row: 1, reason: "too long"),
                actions: [.park(a1, reason: "too long"), .transmit(a2)]),
            Step(second: 2, event: .found([a1]), actions: []),
            Step(second: 3, event: .settled(row: 1), actions: []),
            Step(second: 4, event: .acknowledged(a2.messageID), actions: [.acknowledge(a2)]),
            Step(second: 5, event: .found([a1]), actions: [.transmit(a1)]),
        ])
    }

    @Test func aRowThatIsGoneMakesRoomForTheNext() {
        _ = check([
            Step(second: 0, event: .linkUp, actions: []),
            Step(second: 0, event: .found([a1, a2]), actions: [.transmit(a1)]),
            Step(second: 0, event: .gone(row: 1), actions: [.transmit(a2)]),
            Step(second: 0, event: .gone(row: 2), actions: []),
            Step(second: 0, event: .gone(row: 77), actions: []),
        ])
    }

    @Test func anInventoryForgetsWhatTheUserStopped() {
        let outbox = check([
            Step(second: 0, event: .found([a1, a2, b3]), actions: []),
            Step(second: 0, event: .inventory([a2, b3]), actions: []),
            Step(second: 0, event: .linkUp, actions: [.transmit(a2), .transmit(b3)]),
            Step(second: 0, event: .inventory([a1, a2, b3]), actions: []),
            Step(second: 1, event: .acknowledged(a2.messageID), actions: [.acknowledge(a2), .transmit(a1)]),
        ])
        #expect(outbox.count == 2)
    }

    @Test func aReceiptThatOvertakesTheAcknowledgementEndsTheWait() {
        _ = check([
            Step(second: 0, event: .linkUp, actions: []),
            Step(second: 0, event: .found([a1, a2]), actions: [.transmit(a1)]),
            Step(second: 1, event: .confirmed(a1.messageID, a1.conversation), actions: [.transmit(a2)]),
            Step(second: 2, event: .acknowledged(a1.messageID), actions: []),
        ])
    }

    @Test func oneIdInTwoConversationsIsNotInFlightTwice() {
        let here = Outbox.Entry(row: 1, messageID: MessageID("same"), conversation: ConversationID("a"))
        let there = Outbox.Entry(row: 2, messageID: MessageID("same"), conversation: ConversationID("b"))
        _ = check([
            Step(second: 0, event: .linkUp, actions: []),
            Step(second: 0, event: .found([here, there]), actions: [.transmit(here)]),
            Step(second: 1, event: .acknowledged(here.messageID), actions: [.acknowledge(here), .transmit(there)]),
        ])
    }

    @Test func aLongQueueDrainsInOrder() {
        let entries = (1...3000).map { entry($0, "long") }
        var outbox = Outbox()
        _ = outbox.handle(.found(entries), now: .zero)
        var next = outbox.handle(.linkUp, now: .zero)
        for entry in entries {
            #expect(next.last == .transmit(entry))
            next = outbox.handle(.acknowledged(entry.messageID), now: .zero)
        }
        #expect(outbox.count == 0)
    }

    // MARK: A message that ends the link

    @Test func aMessageThatWasAloneOnALinkThatBrokeAtOnceIsStruck() {
        _ = check([
            Step(second: 0, event: .linkUp, actions: []),
            Step(second: 0, event: .found([a1, a2]), actions: [.transmit(a1)]),
            Step(second: 1, event: .linkLost(isProtocolError: false), actions: [.strike(a1)]),
            Step(second: 3, event: .linkUp, actions: [.transmit(a1)]),
            Step(second: 13, event: .linkLost(isProtocolError: true), actions: [.strike(a1)]),
            Step(second: 13, event: .refused(row: 1, reason: "poison"), actions: [.park(a1, reason: "poison")]),
            Step(second: 14, event: .linkUp, actions: [.transmit(a2)]),
        ])
    }

    @Test func aLinkThatBreaksLaterBlamesNobody() {
        _ = check([
            Step(second: 0, event: .linkUp, actions: []),
            Step(second: 0, event: .found([a1]), actions: [.transmit(a1)]),
            Step(second: 2, event: .linkLost(isProtocolError: false), actions: []),
        ])
    }

    @Test func ofSeveralSuspectsOneIsSentAtATimeUntilTheyAreThrough() {
        let c4 = entry(4, "c")
        _ = check([
            Step(second: 0, event: .linkUp, actions: []),
            Step(second: 0, event: .found([a1, b3, c4]), actions: [.transmit(a1), .transmit(b3), .transmit(c4)]),
            Step(second: 1, event: .linkLost(isProtocolError: true), actions: []),
            Step(second: 2, event: .linkUp, actions: [.transmit(a1)]),
            Step(second: 3, event: .acknowledged(a1.messageID), actions: [.acknowledge(a1), .transmit(b3)]),
            Step(second: 3, event: .linkLost(isProtocolError: true), actions: [.strike(b3)]),
            Step(second: 4, event: .linkUp, actions: [.transmit(b3)]),
            Step(second: 4, event: .refused(row: 3, reason: "x"), actions: [.park(b3, reason: "x"), .transmit(c4)]),
        ])
    }

    @Test func aSuspectThatTheServerIsSilentAboutDoesNotHoldTheOthersUp() {
        _ = check([
            Step(second: 0, event: .linkUp, actions: []),
            Step(second: 0, event: .found([a1, b3]), actions: [.transmit(a1), .transmit(b3)]),
            Step(second: 1, event: .linkLost(isProtocolError: false), actions: []),
            Step(second: 2, event: .linkUp, actions: [.transmit(a1)]),
            Step(second: 12, event: .tick, actions: [.probe]),
            Step(second: 13, event: .probeAnswered, actions: [.transmit(b3)]),
            Step(second: 43, event: .tick, actions: [.probe, .transmit(a1)]),
        ])
    }
}
