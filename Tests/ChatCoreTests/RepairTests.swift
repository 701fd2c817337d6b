import ChatCore
import ChatModel
import ChatStore
import Testing

/// The rules of repair as tables: what happens, at which second, and what is sent again.
struct RepairTests {
    /// One line of a table.
    struct Step {
        var second: Int64
        var event: Repair.Event
        var actions: [Repair.Action]

        init(_ second: Int64, _ event: Repair.Event, _ actions: [Repair.Action] = []) {
            self.second = second
            self.event = event
            self.actions = actions
        }
    }

    static let acknowledging = Repair.Capabilities(acknowledges: true, carriesReceipts: true)
    static let silent = Repair.Capabilities(acknowledges: false, carriesReceipts: true)
    static let mute = Repair.Capabilities(acknowledges: false, carriesReceipts: false)
    private let here = ConversationID("here")
    private let there = ConversationID("there")
    private let peer = UserID("+911")
    private let other = UserID("+912")
    private let day: Int64 = 86_400

    private func time(_ second: Int64) -> Timestamp { Timestamp(milliseconds: 1_795_000_000_000 + second * 1000) }

    private func message(
        _ row: Int64, _ written: Int64, repairs: Int = 0, link: WatchedMessage.Link = .open, isAsked: Bool = false,
        in conversation: String = "here"
    ) -> WatchedMessage {
        WatchedMessage(
            row: row, messageID: MessageID("m\(row)"), conversation: ConversationID(conversation),
            written: time(written), repairs: repairs, link: link, isAsked: isAsked)
    }

    @discardableResult
    private func check(
        _ steps: [Step], _ capabilities: Repair.Capabilities = acknowledging,
        limits: Repair.Limits = Repair.Limits(), location: SourceLocation = #_sourceLocation
    ) -> Repair {
        var repair = Repair(capabilities, limits: limits)
        for (line, step) in steps.enumerated() {
            let actions = repair.handle(step.event, now: time(step.second))
            #expect(actions == step.actions, "line \(line): \(step.event)", sourceLocation: location)
        }
        return repair
    }

    /// The link is up, the peer sends receipts, and message 1 was written at second 0.
    private func beginning(sendsReceipts: Bool = true, heard: Int64? = nil) -> [Step] {
        [
            Step(0, .linkUp),
            Step(0, .watch([message(1, 0)]), [.ask(here)]),
            Step(
                0,
                .confirmers(
                    here, [Confirmer(user: peer, sendsReceipts: sendsReceipts, heard: heard.map { time($0) })])),
            Step(0, .tick),
        ]
    }

    // MARK: Rule 2: the peer is there, and its receipt is not

    @Test func aPeerThatIsHeardWithoutAReceiptGetsTheMessageAgain() {
        let repair = check(
            beginning() + [
                Step(50, .heard(peer)),
                Step(60, .tick),
                Step(79, .tick),
                Step(80, .tick, [.resend(message(1, 0), isLast: false)]),
            ])
        #expect(repair.nextDeadline == nil)
    }

    @Test func aPeerThatTalksAllTheTimeGetsItAllTheSame() {
        var steps = beginning()
        for second in stride(from: 50 as Int64, to: 80, by: 5) { steps.append(Step(second, .heard(peer))) }
        check(steps + [Step(80, .tick, [.resend(message(1, 0), isLast: false)])])
    }

    @Test func theFirstGapIsAMinuteHoweverSoonThePeerIsHeard() {
        let repair = check(beginning() + [Step(5, .heard(peer)), Step(35, .tick), Step(59, .tick)])
        #expect(repair.nextDeadline == time(60))
        check(
            beginning() + [
                Step(5, .heard(peer)), Step(35, .tick),
                Step(60, .tick, [.resend(message(1, 0), isLast: false)]),
            ])
    }

    @Test func aPeerThatIsNotHeardGetsNothingAgain() {
        let repair = check(beginning(heard: -10) + [Step(3600, .tick), Step(30 * day, .tick)])
        #expect(repair.count == 1)
        #expect(repair.nextDeadline == nil)
    }

    @Test func aReceiptEndsTheWatch() {
        let repair = check(
            beginning() + [
                Step(5, .heard(peer)),
                Step(20, .confirmed(MessageID("m1"), here)),
                Step(100, .tick),
            ])
        #expect(repair.count == 0)
    }

    @Test func aReceiptForAnotherMessageCountsAsASign() {
        check(
            beginning() + [
                Step(5, .heardReceipt(peer)), Step(35, .tick),
                Step(60, .tick, [.resend(message(1, 0), isLast: false)]),
            ])
    }

    @Test func theGapsGrowAndThenItStaysUnconfirmed() {
        let seconds: [Int64] = [60, 660, 7_860, 7_860 + day, 7_860 + 4 * day]
        var steps = beginning()
        var written: Int64 = 0
        for (repairs, second) in seconds.enumerated() {
            let due = message(1, written, repairs: repairs)
            steps += [
                Step(written + 1, .heard(peer)), Step(second - 1, .tick),
                Step(second, .tick, [.resend(due, isLast: repairs == 4)]),
            ]
            written = second
        }
        let repair = check(steps + [Step(written + 1, .heard(peer)), Step(written + 30 * day, .tick)])
        #expect(repair.count == 0)
    }

    // MARK: Rule 1: the link was lost

    @Test func aLinkLostWithinAMinuteMakesTheMessageDueAfterTheReconnect() {
        check(
            beginning() + [
                Step(30, .linkDown(isLost: true), [.recordLinkEnd(losingWrittenSince: time(-30))]),
                Step(40, .tick),
                Step(45, .linkUp, [.ask(here)]),
                Step(45, .tick),
                Step(59, .tick),
                Step(60, .tick, [.resend(message(1, 0, link: .lost), isLast: false)]),
            ])
    }

    @Test func aLinkLostLaterIsNoReason() {
        check(
            beginning() + [
                Step(61, .linkDown(isLost: true), [.recordLinkEnd(losingWrittenSince: time(1))]),
                Step(70, .linkUp, [.ask(here)]),
                Step(70, .tick),
                Step(3600, .tick),
            ])
    }

    @Test func anOrderlyEndIsNoReasonWhereTheServerAcknowledges() {
        check(
            beginning() + [
                Step(10, .linkDown(isLost: false), [.recordLinkEnd(losingWrittenSince: nil)]),
                Step(70, .linkUp, [.ask(here)]),
                Step(70, .tick),
            ])
    }

    @Test(arguments: [true, false])
    func withoutAcknowledgementsEveryReconnectIsAReason(isLost: Bool) {
        check(
            beginning() + [
                Step(
                    5_000, .linkDown(isLost: isLost),
                    [.recordLinkEnd(losingWrittenSince: Timestamp(milliseconds: .min))]),
                Step(5_100, .linkUp, [.ask(here)]),
                Step(5_100, .tick, [.resend(message(1, 0, link: .lost), isLast: false)]),
                Step(5_100, .tick),
                Step(
                    9_000, .linkDown(isLost: isLost),
                    [.recordLinkEnd(losingWrittenSince: Timestamp(milliseconds: .min))]),
                Step(9_100, .linkUp, [.ask(here)]),
                Step(9_100, .tick, [.resend(message(1, 5_100, repairs: 1, link: .lost), isLast: false)]),
            ], Self.silent)
    }

    @Test(arguments: [(acknowledging, false), (mute, true)])
    func whoNeverSentAReceiptGetsRuleOneOnce(capabilities: Repair.Capabilities, sendsReceipts: Bool) {
        let since = capabilities.acknowledges ? time(-30) : Timestamp(milliseconds: .min)
        let repair = check(
            beginning(sendsReceipts: sendsReceipts) + [
                Step(1, .heard(peer)),
                Step(20, .tick),
                Step(30, .linkDown(isLost: true), [.recordLinkEnd(losingWrittenSince: since)]),
                Step(60, .linkUp, [.ask(here)]),
                Step(60, .tick, [.resend(message(1, 0, link: .lost), isLast: !capabilities.carriesReceipts)]),
                Step(3600, .tick),
            ], capabilities)
        #expect(repair.count == (capabilities.carriesReceipts ? 1 : 0))
    }

    @Test func whoNeverSentAReceiptGetsTheOldestMessagesAgainForBeingHeard() {
        let repair = check(
            beginning(sendsReceipts: false) + [
                Step(1, .watch([message(2, 1), message(3, 1), message(4, 1)])),
                Step(50, .heard(peer)),
                Step(80, .tick, (1...3).map { .resend(message($0, $0 == 1 ? 0 : 1), isLast: false) }),
                Step(700, .heard(peer)),
                Step(730, .tick, (1...3).map { .resend(message($0, 80, repairs: 1), isLast: false) }),
                Step(90_000, .heard(peer)),
                Step(90_030, .tick, (1...3).map { .resend(message($0, 730, repairs: 2), isLast: false) }),
                Step(200_000, .heard(peer)),
                Step(200_030, .tick, (1...3).map { .resend(message($0, 90_030, repairs: 3), isLast: false) }),
                Step(470_000, .heard(peer)),
                Step(470_030, .tick, (1...3).map { .resend(message($0, 200_030, repairs: 4), isLast: true) }),
            ])
        #expect(repair.count == 1)
    }

    @Test func theFirstReceiptOfSomebodyMakesEarlierMessagesDue() {
        check(
            beginning(sendsReceipts: false) + [
                Step(100, .heardReceipt(peer)),
                Step(130, .tick, [.resend(message(1, 0), isLast: false)]),
            ])
    }

    @Test func hopeForReceiptsEndsAfterAWeek() {
        let repair = check(
            beginning(sendsReceipts: false) + [
                Step(7 * day, .heard(peer)),
                Step(7 * day + 30, .tick, [.giveUp([message(1, 0)])]),
            ])
        #expect(repair.count == 0)
    }

    // MARK: Rule 3: the user asks

    @Test func theUserMayAskAtAnyTime() {
        check([
            Step(0, .linkUp),
            Step(3, .watch([message(1, 0, repairs: 2, link: .safe, isAsked: true)]), [.ask(here)]),
            Step(3, .confirmers(here, [Confirmer(user: peer, sendsReceipts: true)])),
            Step(3, .tick, [.resend(message(1, 0, repairs: 2, link: .safe, isAsked: true), isLast: false)]),
        ])
    }

    @Test func afterTheLastGapOnlyTheUserSendsItAgain() {
        let asked = message(1, 0, repairs: 5, link: .safe, isAsked: true)
        let repair = check([
            Step(0, .linkUp),
            Step(3, .watch([asked]), [.ask(here)]),
            Step(3, .confirmers(here, [Confirmer(user: peer, sendsReceipts: true)])),
            Step(3, .tick, [.resend(asked, isLast: true)]),
        ])
        #expect(repair.count == 0)
    }

    // MARK: Groups, order, restart, clocks

    @Test func anyMemberOfAGroupIsASign() {
        check([
            Step(0, .linkUp),
            Step(0, .watch([message(1, 0)]), [.ask(here)]),
            Step(0, .confirmers(here, [Confirmer(user: peer), Confirmer(user: other, sendsReceipts: true)])),
            Step(40, .heard(peer)),
            Step(70, .tick, [.resend(message(1, 0), isLast: false)]),
        ])
    }

    @Test func aConversationIsRepairedInOrderAndABurstAtATime() {
        var limits = Repair.Limits()
        limits.burst = 2
        let messages = (1...3).map { message($0, 0, link: .lost) }
        let repair = check(
            [
                Step(100, .watch([messages[2], messages[0], messages[1]]), [.ask(here)]),
                Step(100, .confirmers(here, [Confirmer(user: peer, sendsReceipts: true)])),
                Step(100, .tick),
                Step(100, .linkUp, [.ask(here)]),
                Step(
                    100, .tick, [.resend(messages[0], isLast: false), .resend(messages[1], isLast: false)]),
                Step(101, .tick, [.resend(messages[2], isLast: false)]),
            ], limits: limits)
        #expect(repair.nextDeadline == nil)
    }

    @Test func whatAnEarlierRunWatchedGoesOnAfterARestart() {
        let old = message(1, 0, repairs: 1, link: .safe)
        let repair = check([
            Step(300, .watch([old]), [.ask(here)]),
            Step(300, .linkUp),
            Step(300, .confirmers(here, [Confirmer(user: peer, sendsReceipts: true, heard: time(200))])),
            Step(300, .tick),
        ])
        #expect(repair.nextDeadline == time(600))
    }

    @Test func aClockThatWasSetBackHoldsNothingUp() {
        check([
            Step(0, .linkUp),
            Step(0, .watch([message(1, day)]), [.ask(here)]),
            Step(0, .confirmers(here, [Confirmer(user: peer, sendsReceipts: true, heard: time(day + 10))])),
            Step(0, .tick, [.resend(message(1, day), isLast: false)]),
        ])
    }

    @Test func aSmallCorrectionOfTheClockIsNoReason() {
        let repair = check(
            [
                Step(0, .linkUp),
                Step(0, .watch([message(1, 5)]), [.ask(here)]),
                Step(0, .confirmers(here, [Confirmer(user: peer, sendsReceipts: true, heard: time(6))])),
                Step(0, .tick),
            ])
        #expect(repair.nextDeadline == time(65))
    }

    @Test func membersWhoBecomeKnownLaterCountFromThenOn() {
        check([
            Step(0, .linkUp),
            Step(0, .watch([message(1, 0)]), [.ask(here)]),
            Step(0, .confirmers(here, [])),
            Step(0, .tick),
            Step(20, .heard(peer)),
            Step(25, .membersChanged(there)),
            Step(30, .membersChanged(here), [.ask(here)]),
            Step(30, .confirmers(here, [Confirmer(user: peer, sendsReceipts: true, heard: time(20))])),
            Step(30, .tick),
            Step(60, .tick, [.resend(message(1, 0), isLast: false)]),
        ])
    }

    @Test func hearingOfAMillionMessagesCostsNoLookAtWhatIsWatched() {
        var repair = Repair(Self.acknowledging)
        _ = repair.handle(.linkUp, now: time(0))
        _ = repair.handle(.watch((1...10_000).map { message($0, 0) }), now: time(0))
        _ = repair.handle(.confirmers(here, [Confirmer(user: peer, sendsReceipts: true)]), now: time(0))
        for second in 1...20_000 as ClosedRange<Int64> {
            _ = repair.handle(.heard(peer), now: time(second % 20))
        }
        #expect(repair.nextDeadline == time(0))
        #expect(repair.count == 10_000)
    }
}
