import ChatCore
import ChatModel
import Testing

/// Group operations among the messages of the outbox, as tables.
struct GroupOrderTests {
    private func entry(_ row: Int64, _ conversation: String, isOperation: Bool = false) -> Outbox.Entry {
        Outbox.Entry(
            row: row, messageID: MessageID("m\(row)"), conversation: ConversationID(conversation),
            isGroupOperation: isOperation)
    }

    private func outbox(
        _ steps: [(Outbox.Event, [Outbox.Action])], limits: Outbox.Limits = Outbox.Limits(),
        location: SourceLocation = #_sourceLocation
    ) -> Outbox {
        var outbox = Outbox(limits: limits)
        for (line, (event, actions)) in steps.enumerated() {
            #expect(outbox.handle(event, now: .zero) == actions, "line \(line): \(event)", sourceLocation: location)
        }
        return outbox
    }

    @Test func aMessageBehindAnOperationWaitsForItAndOthersDoNot() {
        let (add, after, other) = (entry(1, "g", isOperation: true), entry(2, "g"), entry(3, "a"))
        _ = outbox([
            (.found([add, after, other]), []),
            (.linkUp, [.transmit(add), .transmit(other)]),
            (.finished(row: 1, conversation: ConversationID("g")), [.transmit(after)]),
        ])
    }

    @Test func anOperationWaitsForTheMessagesBeforeIt() {
        let (before, leave) = (entry(1, "g"), entry(2, "g", isOperation: true))
        _ = outbox([
            (.linkUp, []),
            (.found([before, leave]), [.transmit(before)]),
            (.acknowledged(before.messageID), [.acknowledge(before), .transmit(leave)]),
        ])
    }

    @Test func whatWaitsForANewGroupGoesOnUnderItsRealName() {
        let make = entry(1, "local:1", isOperation: true)
        let box = outbox([
            (.linkUp, []),
            (.found([make, entry(2, "local:1"), entry(4, "local:1")]), [.transmit(make)]),
            // Another process writes to the group as soon as it has its name.
            (.finished(row: 1, conversation: ConversationID("real")), [.transmit(entry(2, "real"))]),
            (.found([entry(3, "real"), entry(4, "real")]), []),
            (.acknowledged(MessageID("m2")), [.acknowledge(entry(2, "real")), .transmit(entry(3, "real"))]),
        ])
        #expect(box.count == 2)
    }

    @Test func noAcknowledgementEndsAnOperationAndNoSilenceDoubtsTheLink() {
        let make = entry(1, "g", isOperation: true)
        var box = outbox([
            (.linkUp, []), (.found([make]), [.transmit(make)]), (.acknowledged(make.messageID), []),
            (.retryNow, []),
        ])
        #expect(box.nextDeadline == nil)
        #expect(box.handle(.tick, now: .seconds(3600)).isEmpty)
    }

    @Test func operationsAreOutsideTheWindowAndNeverToBlame() {
        var limits = Outbox.Limits()
        limits.window = 1
        let operations = [entry(1, "a", isOperation: true), entry(2, "b", isOperation: true)]
        let messages = [entry(3, "c"), entry(4, "d")]
        var box = outbox(
            [
                (.linkUp, []),
                (.found(operations + messages), operations.map { .transmit($0) } + [.transmit(messages[0])]),
            ], limits: limits)
        #expect(box.inFlightCount == 1 && box.isSaturated)
        #expect(box.flightRows == [3])
        #expect(box.handle(.linkLost(isProtocolError: true), now: .zero) == [.strike(messages[0])])
    }

    @Test func aLostLinkPutsAnOperationBackToItsPlace() {
        let (make, after) = (entry(1, "g", isOperation: true), entry(2, "g"))
        _ = outbox([
            (.linkUp, []), (.found([make, after]), [.transmit(make)]),
            (.linkDown, []), (.linkUp, [.transmit(make)]),
        ])
    }

    @Test func anOperationThatIsGoneHoldsNothingUp() {
        let (make, after) = (entry(1, "g", isOperation: true), entry(2, "g"))
        _ = outbox([
            (.linkUp, []), (.found([make, after]), [.transmit(make)]), (.gone(row: 1), [.transmit(after)]),
        ])
    }
}
