import ChatModel
import ChatTestSupport
import ChatUI
import Terminal
import Testing

/// Going between chats, panes and popups by keys.
@Suite struct ChatSwitchingTests {
    private func title(_ driver: InterfaceDriver) -> String? { driver.state.timeline?.conversation.title }

    @Test func altDownAndAltUpGoThroughTheList() {
        var driver = InterfaceDriver(80, 24)
        driver.press("<Alt+Down>")
        #expect(title(driver) == "Hostel 4B")
        driver.press("<Alt+Down><Alt+Down><Alt+Up>")
        #expect(title(driver) == "Dad")
        driver.press("<Alt+Up><Alt+Up><Alt+Up><Alt+Up>")
        #expect(title(driver) == "Asha Rao")
    }

    @Test func altNumbersOpenByPlace() {
        var driver = InterfaceDriver(80, 24)
        driver.press("<Alt+5>")
        #expect(title(driver) == "Ravi Kumar")
        driver.press("<Alt+9>")
        #expect(driver.state.notice?.text == "There is no chat 9 in the list.")
        driver.press("<Alt+/>")
        #expect(title(driver) == "Asha Rao")
    }

    @Test func altAGoesThroughTheUnreadOnesMutedLastAndThenBack() {
        var driver = InterfaceDriver(80, 24)
        driver.press("<Alt+3>")
        driver.press("<Alt+A>")
        #expect(title(driver) == "Asha Rao")
        driver.press("<Alt+A>")
        #expect(title(driver) == "Hostel 4B")
        driver.press("<Alt+A>")
        #expect(title(driver) == "Ravi Kumar")
        driver.press("<Alt+A>")
        #expect(title(driver) == "Dad")
        driver.press("<Alt+A>")
        #expect(driver.state.notice?.text == "Nothing is unread.")
    }

    @Test func tabGoesRoundThePanes() {
        var driver = InterfaceDriver(80, 24)
        driver.press("x")
        #expect(driver.state.focus == .box)
        driver.press("<Tab>")
        #expect(driver.state.focus == .list)
        driver.press("<Tab>")
        #expect(driver.state.focus == .messages)
        driver.press("<Shift+Tab><Shift+Tab>")
        #expect(driver.state.focus == .box)
    }

    @Test func inOnePaneTabGoesBetweenListAndChat() {
        var driver = InterfaceDriver(40, 20)
        #expect(driver.state.focus == .list)
        driver.press("<Tab>")
        #expect(driver.state.focus == .list)
        driver.press("<Enter>")
        #expect(driver.screen().lines[0].hasPrefix("<Asha Rao"))
        driver.press("<Tab>")
        #expect(driver.screen().lines[0].hasPrefix(" vartalap  Chats"))
        driver.press("<Tab>")
        #expect(driver.state.focus == .box)
    }

    @Test func typingAlwaysGoesToTheBox() {
        var driver = InterfaceDriver(80, 24)
        driver.press("a<Tab>b<Shift+Tab>z")
        #expect(driver.state.composer.input.text == "abz")
        #expect(driver.state.focus == .box)
    }

    @Test func theFirstChatToArriveDoesNotTakeTheKeysFromWhoeverTypes() {
        var driver = InterfaceDriver(80, 24, chats: SampleChats())
        driver.press("ra")
        driver.chats = .livedIn()
        driver.take(.storeChanged)
        driver.press("vi")
        #expect(driver.state.list.filter?.text == "ravi")
        #expect(driver.state.composer.input.text.isEmpty)
        driver.press("<Enter>")
        #expect(title(driver) == "Ravi Kumar")
    }

    @Test func theListHasACursorOfItsOwn() {
        var driver = InterfaceDriver(80, 24)
        driver.press("x<Tab><Down><Down>")
        #expect(title(driver) == "Asha Rao")
        #expect(driver.screen().lines[4].hasPrefix(">Dad"))
        #expect(driver.cursor() == Point(row: 4, column: 0))
        driver.press("<Enter>")
        #expect(title(driver) == "Dad")
        #expect(driver.state.focus == .box)

        driver.press("<Tab><End><Esc>")
        #expect(driver.screen().lines[4].hasPrefix(">Dad"))
        #expect(title(driver) == "Dad")
    }

    @Test func theListIsFiltered() {
        var driver = InterfaceDriver(40, 20)
        driver.press("off")
        #expect(driver.screen().lines[1].hasPrefix(">Office QA"))
        #expect(driver.screen().lines[18].hasPrefix(" / off"))
        driver.press("<Enter>")
        #expect(title(driver) == "Office QA")

        driver.press("<Tab>/zzz<Enter>")
        #expect(driver.state.notice?.text.hasPrefix("No chat in the list matches \"zzz\".") == true)
        driver.press("<Ctrl+U>quit<Enter>")
        #expect(driver.effects.contains(.quit))
    }

    @Test func aLongListIsLoadedWhileTheCursorGoesDown() {
        var chats = SampleChats()
        for index in 0..<450 {
            chats.start(UserID("+9190000\(10_000 + index)"))
            chats.say("hi", in: chats.chats[index].conversation.id, at: SampleChats.at(8, 0, daysAgo: index))
        }
        var driver = InterfaceDriver(80, 24, chats: chats)
        #expect(driver.state.list.summaries.count == 200)
        driver.press("<Tab><End><End><End><End>")
        #expect(driver.state.list.summaries.count == 450)
        #expect(driver.screen().lines[19].hasPrefix(">"))
        driver.press("<PgUp><Home>")
        #expect(driver.screen().lines[2].hasPrefix(">"))
    }

    @Test func aChatIsFoundByAFewLetters() {
        var driver = InterfaceDriver(80, 24)
        driver.press("<Ctrl+K>mess<Enter>")
        #expect(title(driver) == "Mess Committee")
        #expect(driver.state.layers.isEmpty)
    }

    @Test func aContactWithoutAChatIsStarted() {
        var driver = InterfaceDriver(80, 24)
        driver.press("<Ctrl+K>meera<Enter>hello<Enter>")
        #expect(driver.effects.contains(.startConversation(SampleChats.meera)))
        #expect(driver.effects.contains(.send(text: "hello", SampleChats.direct(SampleChats.meera))))
        #expect(title(driver) == "Meera")
    }

    @Test func aNumberStartsAChatWithAStranger() {
        var driver = InterfaceDriver(80, 24)
        driver.press("<Ctrl+K>+91 90000 12345<Enter>")
        let stranger = UserID("+919000012345")
        #expect(driver.effects.contains(.startConversation(stranger)))
        #expect(driver.state.timeline?.conversation.id == .direct(SampleChats.me, stranger))
    }

    @Test func lateAnswersToAnOlderQueryAreIgnored() {
        var driver = InterfaceDriver(80, 24)
        driver.answers = false
        driver.press("<Ctrl+K>me")
        let old = Conversation(id: ConversationID("x"), kind: .group, title: "Old")
        driver.take(.conversationMatches([old], query: "m"))
        #expect(!driver.screen().lines.contains { $0.contains("Old") })
    }

    @Test func theHelpComesFromTheLiveKeysAndIsSearched() {
        var driver = InterfaceDriver(80, 24)
        driver.state.keys = KeyMap([
            .init(context: .anywhere, key: KeyEvent(.function(1)), command: .help),
            .init(context: .help, key: KeyEvent(.escape), command: .back),
            .init(context: .box, key: KeyEvent(.function(5)), command: .send),
        ])
        driver.press("<F1>send")
        let lines = driver.screen().lines
        #expect(lines.contains { $0.contains("F5 ") && $0.contains("send") })
        #expect(!lines.contains { $0.contains("Enter  ") })
        driver.press("<Esc>")
        #expect(driver.state.layers.isEmpty)
    }

    @Test func theHelpScrollsToItsEnd() {
        var driver = InterfaceDriver(40, 20)
        driver.press("<F1><End>")
        #expect(driver.screen().lines.contains { $0.contains("parked  !") })
        driver.press("<PgUp><Home><PgDn><Down><Up><F1>")
        #expect(driver.state.layers.isEmpty)
    }

    @Test func ctrlLRepaintsAndCtrlQQuits() {
        var driver = InterfaceDriver(80, 24)
        driver.press("<Ctrl+L><Ctrl+Q>")
        #expect(driver.effects.contains(.redraw))
        #expect(driver.effects.contains(.quit))
    }

    @Test func inAWindowTooSmallNothingIsTypedBlindly() {
        var driver = InterfaceDriver(80, 24)
        driver.resize(15, 3)
        driver.press("secret<Enter>")
        driver.paste("secret")
        #expect(driver.state.composer.input.isEmpty)
        driver.press("<Ctrl+Q>")
        #expect(driver.effects.contains(.quit))
    }
}
