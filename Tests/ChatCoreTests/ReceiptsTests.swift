import ChatCore
import ChatModel
import ChatStore
import Testing

/// When receipts leave, as tables; times in milliseconds.
struct ReceiptsTests {
    private struct Step {
        var time: Int
        var event: Receipts.Event
        var actions: [Receipts.Action]
    }

    private func check(_ steps: [Step], location: SourceLocation = #_sourceLocation) -> Receipts {
        var receipts = Receipts()
        for (line, step) in steps.enumerated() {
            let actions = receipts.handle(step.event, now: .milliseconds(step.time))
            #expect(actions == step.actions, "line \(line): \(step.event)", sourceLocation: location)
        }
        return receipts
    }

    private func outgoing(_ number: Int) -> Receipts.Outgoing {
        Receipts.Outgoing(
            id: MessageID("f\(number)"),
            receipt: PendingReceipt(
                kind: .delivered, to: UserID("+91\(number)"), conversation: ConversationID("c"),
                ids: [MessageID("m\(number)")]))
    }

    @Test func receiptsAreGatheredBeforeTheyAreSent() {
        let one = outgoing(1)
        _ = check([
            Step(time: 0, event: .stirred, actions: []),
            Step(time: 0, event: .linkUp, actions: []),
            Step(time: 199, event: .tick, actions: []),
            Step(time: 200, event: .tick, actions: [.fetch(limit: 8)]),
            Step(time: 200, event: .fetched([one]), actions: [.transmit(one)]),
            Step(time: 300, event: .acknowledged(one.id), actions: [.remove([one.receipt])]),
        ])
    }

    @Test func nothingIsRemovedBeforeTheServerTookIt() {
        let (one, two) = (outgoing(1), outgoing(2))
        let receipts = check([
            Step(time: 0, event: .linkUp, actions: []),
            Step(time: 200, event: .tick, actions: [.fetch(limit: 8)]),
            Step(time: 200, event: .fetched([one, two]), actions: [.transmit(one), .transmit(two)]),
            Step(time: 300, event: .acknowledged(MessageID("forged")), actions: []),
            Step(time: 300, event: .acknowledged(two.id), actions: []),
            Step(time: 10_199, event: .tick, actions: []),
            Step(time: 10_200, event: .tick, actions: [.remove([two.receipt])]),
        ])
        #expect(receipts.nextDeadline == .milliseconds(40_200))
    }

    @Test func aFullBatchIsFollowedAtOnce() {
        let batch = (0..<8).map { outgoing($0) }
        var steps = [
            Step(time: 0, event: .linkUp, actions: []),
            Step(time: 200, event: .tick, actions: [.fetch(limit: 8)]),
            Step(time: 200, event: .fetched(batch), actions: batch.map { .transmit($0) }),
        ]
        steps += batch.dropLast().map { Step(time: 300, event: .acknowledged($0.id), actions: []) }
        steps.append(
            Step(
                time: 300, event: .acknowledged(batch[7].id),
                actions: [.remove(batch.map(\.receipt)), .fetch(limit: 8)]))
        _ = check(steps)
    }

    @Test func whatStirsMeanwhileIsGatheredAfterwards() {
        let one = outgoing(1)
        let receipts = check([
            Step(time: 0, event: .linkUp, actions: []),
            Step(time: 200, event: .tick, actions: [.fetch(limit: 8)]),
            Step(time: 200, event: .fetched([one]), actions: [.transmit(one)]),
            Step(time: 250, event: .stirred, actions: []),
            Step(time: 300, event: .acknowledged(one.id), actions: [.remove([one.receipt])]),
        ])
        #expect(receipts.nextDeadline == .milliseconds(500))
    }

    @Test func aLostLinkLeavesEverythingInTheStore() {
        let one = outgoing(1)
        let receipts = check([
            Step(time: 0, event: .linkUp, actions: []),
            Step(time: 200, event: .tick, actions: [.fetch(limit: 8)]),
            Step(time: 200, event: .fetched([one]), actions: [.transmit(one)]),
            Step(time: 300, event: .linkDown, actions: []),
            Step(time: 400, event: .acknowledged(one.id), actions: []),
            Step(time: 500, event: .stirred, actions: []),
        ])
        #expect(receipts.nextDeadline == nil)
    }
}
