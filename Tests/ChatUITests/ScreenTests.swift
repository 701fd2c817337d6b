import ChatModel
import ChatTestSupport
import ChatUI
import Terminal
import Testing

/// What the screen looks like, at the three sizes of the sketches.
@Suite struct ScreenTests {
    static let sizes = [(80, 24), (120, 40), (40, 20)]

    /// Asha's chat open, with messages on their way, as in the sketches.
    private func livedIn(_ columns: Int, _ rows: Int) -> InterfaceDriver {
        var driver = InterfaceDriver(columns, rows)
        if columns < 60 { driver.press("<Enter>") }
        let chat = SampleChats.direct(SampleChats.asha)
        driver.chats.say("sending now", in: chat, at: SampleChats.at(14, 31), state: .sent)
        driver.chats.say("trace-1124.jsonl (18 kB)", in: chat, at: SampleChats.at(14, 31))
        driver.chats.say("and the summary below", in: chat, at: SampleChats.at(14, 31))
        driver.take(.storeChanged)
        driver.take(.outbox(waiting: 2, parked: 0))
        driver.take(.typing(SampleChats.asha, chat, isTyping: true))
        driver.press("the summary:")
        return driver
    }

    @Test(arguments: sizes) func aLivedInChat(_ columns: Int, _ rows: Int) {
        let driver = livedIn(columns, rows)
        #expect(ScreenSnapshot.difference(driver.screen(), from: "lived-in-\(columns)x\(rows)") == nil)
    }

    @Test(arguments: sizes) func offline(_ columns: Int, _ rows: Int) {
        var driver = livedIn(columns, rows)
        let lost = driver.now.advanced(byMilliseconds: -3 * 60_000)
        let retry = driver.now.advanced(byMilliseconds: 8000)
        driver.take(
            .connection(
                .waiting(since: lost, retryAt: retry, reason: "Can't reach 127.0.0.1:8080: connection refused.")))
        #expect(ScreenSnapshot.difference(driver.screen(), from: "offline-\(columns)x\(rows)") == nil)
    }

    @Test(arguments: sizes) func anEmptyStart(_ columns: Int, _ rows: Int) {
        let driver = InterfaceDriver(columns, rows, chats: SampleChats())
        #expect(ScreenSnapshot.difference(driver.screen(), from: "empty-\(columns)x\(rows)") == nil)
    }

    @Test(arguments: sizes) func help(_ columns: Int, _ rows: Int) {
        var driver = InterfaceDriver(columns, rows)
        driver.press("<F1>")
        #expect(ScreenSnapshot.difference(driver.screen(), from: "help-\(columns)x\(rows)") == nil)
    }

    @Test(arguments: sizes) func finding(_ columns: Int, _ rows: Int) {
        var driver = InterfaceDriver(columns, rows)
        driver.press("<Ctrl+K>a<Down>")
        #expect(ScreenSnapshot.difference(driver.screen(), from: "find-\(columns)x\(rows)") == nil)
    }

    @Test func theListAloneInANarrowWindow() {
        let driver = InterfaceDriver(40, 20)
        #expect(ScreenSnapshot.difference(driver.screen(), from: "list-40x20") == nil)
    }

    @Test func aGroupWithAMessageThatWasRefused() {
        var driver = InterfaceDriver(80, 24)
        let change = GroupChange(added: [SampleChats.meera], removed: [])
        driver.chats.add(
            .groupChange(change), by: SampleChats.kabir, in: SampleChats.office, at: SampleChats.at(12, 41))
        driver.chats.say("welcome", by: SampleChats.kabir, in: SampleChats.office, at: SampleChats.at(12, 42))
        driver.chats.add(
            .unsupported(contentType: "image/png", raw: "{}"), by: SampleChats.meera, in: SampleChats.office,
            at: SampleChats.at(12, 44))
        driver.press("<Alt+4>")
        #expect(ScreenSnapshot.difference(driver.screen(), from: "group-80x24") == nil)
    }

    @Test(arguments: sizes) func manyLinesInTheBox(_ columns: Int, _ rows: Int) {
        var driver = InterfaceDriver(columns, rows)
        if columns < 60 { driver.press("<Enter>") }
        for line in 1...20 { driver.press("line \(line) of a long message<Ctrl+J>") }
        driver.press("and its end")
        #expect(ScreenSnapshot.difference(driver.screen(), from: "compose-\(columns)x\(rows)") == nil)
    }

    @Test(arguments: sizes) func otherScriptsAndEmoji(_ columns: Int, _ rows: Int) {
        var driver = InterfaceDriver(columns, rows)
        let chat = SampleChats.direct(SampleChats.asha)
        let texts = [
            "नमस्ते! कल की बैठक में क्षितिज भी आएगा, समय पर पहुँचना।", "👍🏽 ठीक है 👨‍👩‍👧‍👦 ❤️",
            "日本語のとても長い文章は二桁の幅の文字でできています。", "see https://example.org/a/b?c=d, it is there\n> quoted\nok",
            "\u{1B}[31mred\u{202E}evil\u{0007}",
        ]
        for text in texts { driver.chats.say(text, by: SampleChats.asha, in: chat, at: SampleChats.at(14, 31)) }
        if columns < 60 { driver.press("<Enter>") } else { driver.take(.storeChanged) }
        driver.press("क्षि 👍🏽 typed")
        #expect(ScreenSnapshot.difference(driver.screen(), from: "scripts-\(columns)x\(rows)") == nil)
    }

    @Test(arguments: sizes) func scrolledUpWithNewMessagesBelow(_ columns: Int, _ rows: Int) {
        var driver = InterfaceDriver(columns, rows)
        let chat = SampleChats.direct(SampleChats.dad)
        for index in 1...200 {
            driver.chats.say("message \(index)", by: SampleChats.dad, in: chat, at: SampleChats.at(13, 3 + index / 10))
        }
        driver.take(.storeChanged)
        driver.press("<Ctrl+K>dad<Enter>")
        driver.press("<Ctrl+End><PgUp><PgUp>")
        driver.receive("and one more", from: SampleChats.dad, in: chat)
        #expect(ScreenSnapshot.difference(driver.screen(), from: "scrolled-\(columns)x\(rows)") == nil)
    }

    @Test(arguments: [(80, 9), (80, 5), (40, 7), (40, 5), (20, 4), (19, 10), (80, 3), (60, 10), (100, 24), (160, 45)])
    func windowsOfOtherSizes(_ columns: Int, _ rows: Int) {
        let driver = livedIn(columns, rows)
        #expect(ScreenSnapshot.difference(driver.screen(), from: "window-\(columns)x\(rows)") == nil)
    }

    // MARK: Panels

    @Test(arguments: sizes) func choosingPeopleForAGroup(_ columns: Int, _ rows: Int) {
        var driver = InterfaceDriver(columns, rows)
        driver.press("<Ctrl+K><Ctrl+G>asha<Enter>+91 99999 88888<Enter><Down><Enter>")
        #expect(ScreenSnapshot.difference(driver.screen(), from: "people-\(columns)x\(rows)") == nil)
    }

    @Test(arguments: sizes) func namingAGroup(_ columns: Int, _ rows: Int) {
        var driver = InterfaceDriver(columns, rows)
        driver.press("<Ctrl+K><Ctrl+G>asha<Enter>+91 99999 88888<Enter><Down><Enter><Tab>Trip to Goa")
        #expect(ScreenSnapshot.difference(driver.screen(), from: "group-name-\(columns)x\(rows)") == nil)
    }

    @Test(arguments: sizes) func theMembersOfAGroup(_ columns: Int, _ rows: Int) {
        var driver = InterfaceDriver(columns, rows)
        driver.press("<Alt+2><Alt+I>ameera<Enter><Tab><Home><Down>d<Enter>")
        driver.press("<Up>")
        #expect(ScreenSnapshot.difference(driver.screen(), from: "members-\(columns)x\(rows)") == nil)
    }

    @Test(arguments: sizes) func whatAGroupTells(_ columns: Int, _ rows: Int) {
        var driver = InterfaceDriver(columns, rows)
        driver.press("<Alt+2>")
        let group = SampleChats.hostel
        let created = GroupChange(added: [SampleChats.me, SampleChats.asha], created: "Hostel 4B")
        driver.chats.note(created, by: SampleChats.ravi, in: group)
        driver.chats.note(GroupChange(added: [SampleChats.meera, SampleChats.dad]), in: group)
        driver.chats.note(
            GroupChange(refusal: "Only an admin may add people to this group; ask one of them."), in: group)
        driver.chats.note(GroupChange(removed: [SampleChats.ravi]), by: SampleChats.ravi, in: group)
        driver.take(.storeChanged)
        #expect(ScreenSnapshot.difference(driver.screen(), from: "group-notices-\(columns)x\(rows)") == nil)
    }

    private func waiting(_ columns: Int, _ rows: Int) -> InterfaceDriver {
        var driver = livedIn(columns, rows)
        driver.chats.say("and rice for dinner", in: SampleChats.hostel, at: SampleChats.at(14, 20))
        driver.take(.storeChanged)
        driver.take(.outbox(waiting: 3, parked: 1))
        let retry = driver.now.advanced(byMilliseconds: 8000)
        driver.take(.connection(.waiting(since: SampleChats.at(14, 28), retryAt: retry, reason: "No network.")))
        return driver
    }

    @Test(arguments: sizes) func theOutbox(_ columns: Int, _ rows: Int) {
        var driver = waiting(columns, rows)
        driver.press("<Alt+O>")
        #expect(ScreenSnapshot.difference(driver.screen(), from: "outbox-\(columns)x\(rows)") == nil)
    }

    @Test(arguments: sizes) func takingAMessageBack(_ columns: Int, _ rows: Int) {
        var driver = waiting(columns, rows)
        driver.press("<Alt+O><End>x")
        #expect(ScreenSnapshot.difference(driver.screen(), from: "outbox-cancel-\(columns)x\(rows)") == nil)
    }

    @Test(arguments: sizes) func aMessageUnderTheCursor(_ columns: Int, _ rows: Int) {
        var driver = waiting(columns, rows)
        driver.press("<Esc><Up>")
        #expect(ScreenSnapshot.difference(driver.screen(), from: "selected-\(columns)x\(rows)") == nil)
    }
}
