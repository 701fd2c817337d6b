import ChatModel
import ChatTestSupport
import ChatUI
import Terminal
import Testing

/// Paging through any history while a bounded window of it is held.
@Suite struct TimelineTests {
    private let dad = SampleChats.direct(SampleChats.dad)

    /// A chat of `count` messages, numbered, all read, open.
    private func history(_ count: Int, _ columns: Int = 80, _ rows: Int = 24) -> InterfaceDriver {
        var chats = SampleChats(names: [SampleChats.dad: "Dad"])
        chats.start(SampleChats.dad)
        let start = SampleChats.now.advanced(byMilliseconds: Int64(-count) * 60_000)
        for index in 0..<count {
            let time = start.advanced(byMilliseconds: Int64(index) * 60_000)
            let message = chats.say("number \(index)", by: SampleChats.dad, in: dad, at: time)
            chats.markRead(dad, through: message.position)
        }
        var driver = InterfaceDriver(columns, rows, chats: chats)
        driver.press("<Ctrl+K>dad<Enter>")
        return driver
    }

    /// The numbers on the screen, top to bottom.
    private func shown(_ driver: InterfaceDriver) -> [Int] {
        driver.screen().lines.compactMap { line in
            line.split(separator: "number ").dropFirst().first.flatMap { Int($0.prefix { $0.isNumber }) }
        }
    }

    @Test(arguments: [(80, 24), (120, 40), (40, 20), (80, 200)])
    func everyMessageIsReachedByPagingUpAndDown(_ columns: Int, _ rows: Int) {
        var driver = history(2000, columns, rows)
        var seen = Set(shown(driver))
        for _ in 0..<400 where !seen.contains(0) {
            driver.press("<PgUp>")
            seen.formUnion(shown(driver))
            #expect(driver.state.timeline?.messages.count ?? 0 <= 3 * max(100, rows))
        }
        #expect(seen == Set(0..<2000))

        var down = Set(shown(driver))
        for _ in 0..<400 where driver.state.timeline?.isAtBottom == false {
            driver.press("<PgDn>")
            down.formUnion(shown(driver))
        }
        #expect(down == Set(0..<2000))
    }

    @Test func oneRowAtATimeMovesByOneRow() {
        var driver = history(1000)
        driver.press("<Shift+Tab>")
        var top = shown(driver).first
        for _ in 0..<300 {
            driver.press("<Up>")
            let new = shown(driver).first
            let hasMovedByOne = top == new || top.flatMap { old in new.map { old - $0 == 1 } } == true
            #expect(hasMovedByOne)
            top = new
        }
    }

    @Test func ctrlHomeGoesToTheVeryFirstAndCtrlEndToTheLast() {
        var driver = history(2000)
        driver.press("<Ctrl+Home>")
        #expect(shown(driver).first == 0)
        driver.press("<PgDn>")
        #expect(shown(driver).first ?? 0 > 0)
        driver.press("<Ctrl+End>")
        #expect(shown(driver).last == 1999)
        #expect(driver.state.timeline?.isAtBottom == true)
    }

    @Test func newMessagesDoNotMoveTheViewAndAreNotRead() {
        var driver = history(500)
        driver.press("<PgUp><PgUp>")
        let before = shown(driver)
        driver.forgetEffects()

        for index in 0..<150 { driver.receive("number \(500 + index)", from: SampleChats.dad, in: dad) }

        #expect(shown(driver) == before)
        #expect(!driver.effects.contains { $0.isMarkRead })
        #expect(driver.screen().lines[19].contains("150 new below  Ctrl+End"))

        driver.press("<Ctrl+End>")
        #expect(shown(driver).last == 649)
        #expect(driver.effects.contains { $0.isMarkRead })
        #expect(!driver.screen().lines[19].contains("below"))
    }

    @Test func theViewFollowsTheNewestAtTheBottom() {
        var driver = history(500)
        driver.receive("number 500", from: SampleChats.dad, in: dad)
        #expect(shown(driver).last == 500)
    }

    @Test func sendingGoesToTheBottom() {
        var driver = history(1000)
        driver.press("<Ctrl+Home>number 1000<Enter>")
        #expect(shown(driver).last == 1000)
    }

    @Test func aChangedSizeKeepsTheTopMessage() {
        var driver = history(500)
        driver.press("<PgUp><PgUp><PgUp>")
        let top = shown(driver).first
        driver.resize(120, 40)
        #expect(shown(driver).first == top)
        driver.resize(40, 20)
        #expect(shown(driver).first == top)
    }

    @Test func theSameLoadIsNotAskedForTwice() {
        var driver = history(1000)
        driver.answers = false
        driver.press("<PgUp><PgUp><PgUp><PgUp><PgUp><PgUp><PgUp><PgUp>")
        #expect(driver.effects.count { $0.isLoadTimeline && $0.asksBefore } == 1)
        driver.take(.storeChanged)
        driver.take(.storeChanged)
        #expect(driver.effects.count { $0.isLoadTimeline } <= 3)
    }

    @Test func afterAFailureLoadsAreAskedForAgain() {
        var driver = history(1000)
        driver.answers = false
        driver.take(.storeChanged)
        driver.take(.failed("The store can't be read."))
        driver.forgetEffects()
        driver.take(.storeChanged)
        #expect(driver.effects.contains { $0.isLoadTimeline })
    }

    @Test func aLongMessageIsScrolledThroughRowByRow() {
        var driver = history(3)
        let text = (0..<200).map { "number \(1000 + $0)" }.joined(separator: "\n")
        driver.chats.say(text, by: SampleChats.dad, in: dad)
        driver.take(.storeChanged)
        var seen = Set(shown(driver))
        for _ in 0..<20 {
            driver.press("<PgUp>")
            seen.formUnion(shown(driver))
        }
        #expect(seen == Set(0..<3).union(1000..<1200))
    }

    @Test func anEndlessMessageIsCut() {
        var driver = history(1)
        driver.chats.say(String(repeating: "अ", count: 400_000), by: SampleChats.dad, in: dad)
        driver.take(.storeChanged)
        #expect(driver.screen().lines.contains { $0.contains("[1,176,000 bytes more]") })
    }
}

extension AppEffect {
    fileprivate var asksBefore: Bool {
        if case .loadTimeline(let request) = self, case .before = request.window { true } else { false }
    }
}
