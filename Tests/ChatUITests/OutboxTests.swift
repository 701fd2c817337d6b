import ChatModel
import ChatTestSupport
import ChatUI
import Terminal
import Testing

/// The outbox panel, and messages that wait in their chats.
struct OutboxTests {
    private let chat = SampleChats.direct(SampleChats.asha)

    private func driver(waiting: Int = 3, _ columns: Int = 100, _ rows: Int = 30) -> InterfaceDriver {
        var driver = InterfaceDriver(columns, rows, isOnline: false)
        let start = SampleChats.at(14, 30).milliseconds
        for index in 0..<waiting {
            driver.chats.say(
                "waits \(index)", in: chat, at: Timestamp(milliseconds: start + 1 + Int64(index)), state: .queued)
        }
        driver.take(.storeChanged)
        driver.take(.outbox(waiting: waiting, parked: 1))
        return driver
    }

    private func panel(_ driver: InterfaceDriver) -> OutboxState? {
        guard case .outbox(let outbox) = driver.state.layers.last else { return nil }
        return outbox
    }

    @Test func everyRowSaysWhy() {
        var driver = driver()
        let retry = driver.now.advanced(byMilliseconds: 8000)
        driver.press("<Alt+O>")
        #expect(driver.screen().lines.contains { $0.contains("waits 0") && $0.contains("offline") })
        driver.take(.connection(.waiting(since: driver.now, retryAt: retry, reason: "No network.")))
        #expect(driver.screen().lines.contains { $0.contains("waits 0") && $0.contains("retry in 8 s") })
        driver.take(.connection(.online(since: driver.now)))
        #expect(driver.screen().lines.contains { $0.contains("waits 0") && $0.contains("in flight") })
        #expect(driver.screen().lines.contains { $0.contains("waits 1") && $0.contains("for the message before") })
        #expect(driver.screen().lines.contains { $0.contains("nightly") && $0.contains("parked: the server says") })
    }

    @Test func aLongOutboxIsHeldInPages() {
        var driver = driver(waiting: 10_000)
        driver.press("<Alt+O>")
        #expect(panel(driver)?.entries.count ?? 0 <= 150)
        var seen: Set<String> = []
        for _ in 0..<1000 {
            driver.press("<PgDn>")
            seen.formUnion(panel(driver)?.entries.map(\.text) ?? [])
            #expect(panel(driver)?.entries.count ?? 0 <= 150)
            if panel(driver)?.hasNewer == false { break }
        }
        #expect(seen.count == 10_001)
        driver.press("<Home>")
        #expect(panel(driver)?.selected?.text == "nightly failed")
        driver.press("<End>")
        #expect(panel(driver)?.selected?.text == "waits 9999")
        for _ in 0..<40 { driver.press("<PgUp>") }
        #expect(panel(driver)?.entries.contains { $0.text == "waits 9000" } == true)
    }

    @Test func whatLeavesGoesFromThePanelAndTheCursorStays() {
        var driver = driver(waiting: 200)
        driver.press("<Alt+O><Down><Down><Down>")
        #expect(panel(driver)?.selected?.text == "waits 2")
        for index in 0..<2 { _ = driver.chats.takeBack(message(index, driver)) }
        driver.take(.storeChanged)
        #expect(panel(driver)?.selected?.text == "waits 2")
        _ = driver.chats.takeBack(message(2, driver))
        driver.take(.storeChanged)
        #expect(panel(driver)?.selected?.text == "waits 3")
    }

    private func message(_ index: Int, _ driver: InterfaceDriver) -> MessageReference {
        let found = driver.chats.chat(chat)?.messages.first { $0.body == .text("waits \(index)") }
        return MessageReference(id: found?.messageID ?? MessageID("none"), conversation: chat)
    }

    @Test func enterShowsTheMessageInItsChat() {
        var driver = driver(waiting: 2000)
        driver.press("<Alt+2><Alt+O>")
        for _ in 0..<10 { driver.press("<PgDn>") }
        let text = panel(driver)?.selected?.text ?? ""
        driver.press("<Enter>")
        #expect(driver.state.timeline?.conversation.id == chat)
        #expect(driver.state.timeline?.selected?.body == .text(text))
        #expect(driver.state.focus == .messages)
        #expect(driver.screen().lines.contains { $0.contains(">14:30") && $0.contains(text) })
    }

    @Test func aMessageInAShortChatIsShownWithWhatIsBeforeIt() {
        var driver = driver(waiting: 1)
        driver.press("<Alt+2><Alt+O><End><Enter>")
        #expect(driver.screen().lines.contains { $0.contains("can you send me the trace?") })
        #expect(driver.state.timeline?.selected?.body == .text("waits 0"))
        #expect(driver.state.timeline?.isAtBottom == true)
    }

    @Test func aLostLinkIsToldOnce() {
        var driver = InterfaceDriver(80, 24)
        let retry = driver.now.advanced(byMilliseconds: 4000)
        driver.take(.connection(.waiting(since: driver.now, retryAt: retry, reason: "No network.")))
        #expect(driver.state.notice?.text == "No network.")
        driver.press("x")
        driver.take(.connection(.connecting))
        driver.take(.connection(.waiting(since: driver.now, retryAt: retry, reason: "No network.")))
        #expect(driver.state.notice == nil)
        driver.take(.connection(.online(since: driver.now)))
        driver.take(.connection(.waiting(since: driver.now, retryAt: retry, reason: "No network.")))
        #expect(driver.state.notice?.text == "No network.")
    }

    @Test func neitherALostLinkNorTypingHidesWhatBecameOfTheStore() {
        var driver = InterfaceDriver(80, 24)
        let lost = ConnectionState.waiting(since: driver.now, retryAt: driver.now, reason: "No network.")
        driver.take(.notice("The store was recovered."))
        driver.take(.notice("The theme has a mistake."))
        driver.take(.connection(lost))
        driver.press("x")
        #expect(driver.state.notice?.text == "The store was recovered. The theme has a mistake.")
        driver.tick(milliseconds: 4000)
        driver.press("y")
        #expect(driver.state.notice == nil)
        driver.take(.connection(lost))
        #expect(driver.state.notice?.text == "No network.")
    }

    @Test func retryingOneAndAll() {
        var driver = driver()
        driver.press("<Alt+O>r")
        #expect(driver.effects.contains { if case .retryOutbox(.one) = $0 { true } else { false } })
        driver.press("R")
        #expect(driver.screen().lines.last?.contains("1 message that was refused too?") == true)
        driver.press("<Enter>")
        #expect(driver.effects.contains(.retryOutbox(.all)))
    }

    // MARK: Taking back

    @Test func aCancelledTextGoesBackIntoTheEmptyBox() {
        var driver = driver()
        driver.press("<Alt+O><End>x")
        #expect(driver.screen().lines.last?.contains("Its text goes back into the box.") == true)
        driver.press("<Enter><Esc>")
        #expect(driver.effects.contains { if case .cancelOutbox = $0 { true } else { false } })
        #expect(driver.state.composer.input.text == "waits 2")
        #expect(driver.chats.chat(chat)?.draft == "waits 2")
    }

    @Test func aTextThatFindsTheBoxInUseIsDroppedOnlyAfterAsking() {
        var driver = driver()
        driver.press("half<Alt+O><End>x")
        #expect(driver.screen().lines.last?.contains("The box is in use, so its text is dropped.") == true)
        driver.press("<Esc>")
        #expect(driver.chats.chat(chat)?.messages.last?.body == .text("waits 2"))
        driver.press("x<Enter><Esc>")
        #expect(driver.state.composer.input.text == "half")
        driver.press("<Ctrl+Up>")
        #expect(driver.state.composer.input.text == "waits 2")
    }

    @Test func aTextOfAnotherChatGoesIntoItsDraft() {
        var driver = driver()
        driver.press("<Alt+2>in the hostel<Alt+O><End>x<Enter><Esc>")
        #expect(driver.state.composer.input.text == "in the hostel")
        #expect(driver.chats.chat(chat)?.draft == "waits 2")
    }

    // MARK: In the chat

    @Test func escapeGoesToTheMessagesAndLettersAct() {
        var driver = driver()
        driver.press("<Esc>")
        #expect(driver.state.focus == .messages)
        #expect(driver.state.timeline?.selected?.body == .text("waits 2"))
        #expect(driver.screen().lines.contains { $0.contains("waits: offline") })
        driver.press("R")
        #expect(driver.effects.contains { if case .retryOutbox(.one) = $0 { true } else { false } })
        driver.press("kkkk")
        #expect(driver.state.timeline?.selected?.body == .text("can you send me the trace?"))
        driver.press("R")
        #expect(driver.state.notice?.text == "Only a message of yours can be sent again.")
        driver.press("Gc<Enter>")
        #expect(driver.chats.chat(chat)?.messages.last?.body == .text("waits 1"))
        #expect(driver.state.composer.input.text == "waits 2")
        driver.press("i")
        #expect(driver.state.focus == .box)
        #expect(driver.state.timeline?.selection == nil)
    }

    @Test func whatNobodyConfirmedSaysSo() {
        var driver = InterfaceDriver(100, 30)
        driver.chats.say("did it come?", in: chat, state: .sent)
        let last = driver.chats.chats.firstIndex { $0.conversation.id == chat } ?? 0
        driver.chats.chats[last].messages[driver.chats.chats[last].messages.count - 1].confirmation = Confirmation(
            repairs: 5, isGivenUp: true)
        driver.take(.storeChanged)
        #expect(driver.screen().lines.contains { $0.contains("did it come?") && $0.contains("sent ?") })
        driver.press("<Esc>R")
        #expect(driver.screen().lines.contains { $0.contains("sent, not confirmed") })
        #expect(driver.effects.contains { if case .retryOutbox(.one) = $0 { true } else { false } })
    }

    @Test func otherLettersAreTyped() {
        var driver = driver()
        driver.press("<Esc>hello")
        #expect(driver.state.composer.input.text == "hello")
    }

    @Test func theTopBarTellsWhenTheLastFrameCame() {
        var driver = InterfaceDriver(120, 40)
        driver.take(.heard(driver.now))
        driver.take(.synchronized(driver.now))
        #expect(driver.screen().lines[0].contains("sync 14:31   online, heard <1 min ago   outbox 0"))
        driver.tick(milliseconds: 3 * 60_000)
        #expect(driver.screen().lines[0].contains("online, heard 3 min ago"))
        driver.take(.contactSync(asked: 1200, total: 10_000))
        #expect(driver.screen().lines[0].contains("contacts 1,200 of 10,000"))
        driver.take(.contactSync(asked: 10_000, total: 10_000))
        #expect(!driver.screen().lines[0].contains("contacts"))
        driver.resize(80, 24)
        #expect(driver.screen().lines[0].contains("online, heard 3 min ago   outbox 0"))
    }

    @Test func offlineGrowsOlderWithTheMinutes() {
        var driver = driver()
        driver.take(
            .connection(
                .waiting(since: driver.now, retryAt: driver.now.advanced(byMilliseconds: 60_000), reason: "No.")))
        #expect(driver.screen().lines[0].contains("OFFLINE <1 min, 3 queued"))
        driver.tick(milliseconds: 3 * 60_000)
        #expect(driver.screen().lines[0].contains("OFFLINE 3 min, 3 queued"))
    }

    @Test func aStrangerIsCalledByTheEndOfTheNumber() {
        var driver = InterfaceDriver(80, 24)
        driver.receive("who is this?", from: UserID("+14155550661"), in: SampleChats.hostel)
        driver.press("<Alt+1>")
        #expect(driver.screen().lines.contains { $0.contains("..50661") && $0.contains("who is this?") })
    }
}
