import ChatModel
import ChatTestSupport
import ChatUI
import Terminal
import Testing

/// What counts as read: the chat open, at the bottom, the terminal focused, the user there.
@Suite struct ReadingTests {
    private let asha = SampleChats.direct(SampleChats.asha)

    @Test func aChatThatTheProgramOpenedIsNotReadBeforeTheFirstKey() {
        var driver = InterfaceDriver(80, 24)
        driver.tick(milliseconds: 60_000)
        #expect(driver.state.timeline?.conversation.id == asha)
        #expect(driver.chats.conversations(limit: 1).summaries[0].unreadCount == 2)

        driver.press("h")
        #expect(driver.effects.contains { $0.isMarkRead })
        #expect(driver.chats.conversations(limit: 1).summaries[0].unreadCount == 0)
        #expect(driver.state.title == "(13) vartalap")
    }

    @Test func anOpenedChatIsReadAtOnceAndOnce() {
        var driver = InterfaceDriver(80, 24)
        driver.press("<Alt+2>")
        #expect(driver.effects.count { $0.isMarkRead } == 1)
        driver.take(.storeChanged)
        driver.press("x")
        #expect(driver.effects.count { $0.isMarkRead } == 1)
    }

    @Test func nothingIsReadInAWindowWithoutTheFocus() {
        var driver = InterfaceDriver(80, 24)
        driver.press("x")
        driver.take(.terminal(.focused(false)))
        driver.forgetEffects()

        driver.receive("are you there?", from: SampleChats.asha, in: asha)
        driver.receive("hello?", from: SampleChats.asha, in: asha)
        #expect(!driver.effects.contains { $0.isMarkRead })
        #expect(driver.screen().lines.contains { $0.contains("-- 2 new --") })

        driver.take(.terminal(.focused(true)))
        #expect(driver.effects.contains { $0.isMarkRead })
    }

    @Test func nothingIsReadUnderAPopupOrBehindTheList() {
        var driver = InterfaceDriver(40, 20)
        driver.press("<Enter><Tab>")
        driver.forgetEffects()
        driver.receive("one", from: SampleChats.asha, in: asha)
        #expect(!driver.effects.contains { $0.isMarkRead })

        driver.press("<Tab>")
        #expect(driver.effects.contains { $0.isMarkRead })

        driver.press("<F1>")
        driver.forgetEffects()
        driver.receive("two", from: SampleChats.asha, in: asha)
        #expect(!driver.effects.contains { $0.isMarkRead })
    }

    @Test func messagesThatComeWhileTheUserLooksNeedNoNewLine() {
        var driver = InterfaceDriver(80, 24)
        driver.press("<Alt+3>")
        driver.receive("live", from: SampleChats.dad, in: SampleChats.direct(SampleChats.dad))
        #expect(!driver.screen().lines.contains { $0.contains(" new --") })
    }

    @Test func moreNewMessagesThanFitBeginAtTheNewLine() {
        var chats = SampleChats.livedIn()
        let dad = SampleChats.direct(SampleChats.dad)
        for index in 0..<60 { chats.say("new \(index)", by: SampleChats.dad, in: dad, at: SampleChats.at(13, 10)) }
        var driver = InterfaceDriver(80, 24, chats: chats)

        driver.press("<Ctrl+K>dad<Enter>")
        #expect(driver.screen().lines[3].contains("-- 60 new --"))
        #expect(driver.screen().lines[4].contains("new 0"))
        #expect(!driver.effects.contains { $0.isMarkRead })

        driver.press("<PgDn><PgDn><PgDn><PgDn>")
        #expect(driver.effects.contains { $0.isMarkRead })
    }

    @Test func newMessagesThatBeginBeforeTheNewestPageAreFound() {
        var chats = SampleChats.livedIn()
        let dad = SampleChats.direct(SampleChats.dad)
        for index in 0..<450 { chats.say("new \(index)", by: SampleChats.dad, in: dad, at: SampleChats.at(13, 10)) }
        var driver = InterfaceDriver(80, 24, chats: chats)

        driver.press("<Ctrl+K>dad<Enter>")
        #expect(driver.screen().lines.prefix(5).contains { $0.contains("-- 450 new --") })
        #expect(driver.screen().lines.contains { $0.contains("new 0 ") })
    }

    @Test func theTitleTellsWhatIsUnread() {
        var driver = InterfaceDriver(80, 24)
        #expect(driver.state.title == "(15) vartalap")
        driver.receive("x", from: SampleChats.ravi, in: SampleChats.hostel)
        #expect(driver.effects.contains(.setTitle("(16) vartalap")))
    }
}
