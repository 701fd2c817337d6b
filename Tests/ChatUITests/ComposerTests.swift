import ChatModel
import ChatTestSupport
import ChatUI
import Terminal
import Testing

/// The box: what is sent, and that nothing typed is ever lost.
@Suite struct ComposerTests {
    private let asha = SampleChats.direct(SampleChats.asha)

    /// Asha's chat open, and the test answers the sends itself.
    private func unanswered() -> InterfaceDriver {
        var driver = InterfaceDriver(80, 24)
        driver.answers = false
        return driver
    }

    @Test func enterSendsAndTheBoxIsClearedOnlyWhenTheStoreHasIt() {
        var driver = unanswered()

        driver.press("hello<Enter>")
        #expect(driver.effects.contains(.send(text: "hello", asha)))
        #expect(driver.state.composer.input.text == "hello")

        driver.take(.sent(asha, text: "hello"))
        #expect(driver.state.composer.input.isEmpty)
        #expect(driver.effects.last { $0.isDraft } == .saveDraft("", asha))
    }

    @Test func whatIsTypedBeforeTheAnswerStays() {
        var driver = unanswered()

        driver.press("one<Enter>two")
        driver.take(.sent(asha, text: "one"))

        #expect(driver.state.composer.input.text == "two")
        #expect(driver.effects.last { $0.isDraft } == .saveDraft("two", asha))
    }

    @Test func messagesTypedAheadAreSentApart() {
        var driver = unanswered()

        driver.press("one<Enter>two<Enter><Enter>")
        #expect(driver.effects.filter { $0.isSend } == [.send(text: "one", asha), .send(text: "two", asha)])

        driver.take(.sent(asha, text: "one"))
        driver.take(.sent(asha, text: "two"))
        #expect(driver.state.composer.input.isEmpty)
    }

    @Test func aChangedTextIsNotClearedByALateAnswer() {
        var driver = unanswered()

        driver.press("hello<Enter><Backspace><Backspace>p")
        driver.take(.sent(asha, text: "hello"))

        #expect(driver.state.composer.input.text == "help")
    }

    @Test func aTextThatCouldNotBeStoredIsTheUsersAgain() {
        var driver = unanswered()

        driver.press("hello<Enter>")
        driver.take(.notSent(asha, text: "hello", "The disk is full."))
        #expect(driver.state.notice == Notice(.error, "The disk is full."))
        #expect(driver.state.composer.input.text == "hello")

        driver.press("<Enter>")
        #expect(driver.state.notice == nil)
        #expect(driver.effects.filter { $0.isSend }.count == 2)
    }

    @Test func aTextThatCouldNotBeStoredAfterLeavingGoesToTheDraft() {
        var driver = InterfaceDriver(80, 24)
        driver.answers = false
        driver.press("hello<Enter><Alt+2>")
        driver.answers = true
        driver.take(.notSent(asha, text: "hello", "The disk is full."))

        #expect(driver.chats.chat(asha)?.draft == "hello")
    }

    @Test func blanksAreNotSent() {
        var driver = unanswered()
        driver.press("  <Ctrl+J> <Enter>")
        #expect(!driver.effects.contains { $0.isSend })
    }

    @Test func ctrlJAndAltEnterBreakTheLine() {
        var driver = InterfaceDriver(80, 24)
        driver.press("a<Ctrl+J>b<Alt+Enter>c<Enter>")
        #expect(driver.effects.contains(.send(text: "a\nb\nc", asha)))
    }

    @Test func moreThanAMessageTakesIsRefusedWithASentence() {
        var driver = InterfaceDriver(80, 24)
        driver.paste(String(repeating: "अ", count: 5334))
        driver.press("<Enter>")

        #expect(!driver.effects.contains { $0.isSend })
        #expect(driver.state.notice?.text == "Not sent: 16,002 bytes, and a message takes 16,000. Send it in parts.")
        #expect(driver.state.composer.input.text.utf8.count == 16_002)

        driver.press("<Backspace><Enter>")
        #expect(driver.effects.contains { $0.isSend })
    }

    @Test func aHugePasteIsRefused() {
        var driver = InterfaceDriver(80, 24)
        driver.press("kept")
        driver.paste(String(repeating: "x", count: 1_000_000))
        #expect(driver.state.composer.input.text == "kept")
        #expect(driver.state.notice?.text.hasPrefix("Not pasted: 1,000,000 bytes") == true)
    }

    @Test func ctrlCClearsAndASecondOneBringsTheTextBack() {
        var driver = InterfaceDriver(80, 24)
        driver.press("important<Ctrl+C>")
        #expect(driver.state.composer.input.isEmpty)

        driver.tick(milliseconds: 1900)
        driver.press("<Ctrl+C>")
        #expect(driver.state.composer.input.text == "important")
        #expect(driver.chats.chat(asha)?.draft == "important")
    }

    @Test func ctrlCOnAnEmptyBoxAsksBeforeItQuits() {
        var driver = InterfaceDriver(80, 24)
        driver.press("gone<Ctrl+C>")
        driver.tick(milliseconds: 2100)

        driver.press("<Ctrl+C>")
        #expect(driver.state.layers == [.question(.quit)])
        #expect(driver.screen().lines[23].hasPrefix(" Quit vartalap? Enter / Esc"))
        driver.press("<Esc>")
        #expect(!driver.effects.contains(.quit))

        driver.press("<Ctrl+C><Enter>")
        #expect(driver.effects.contains(.quit))
    }

    @Test(arguments: ["/quit", ":quit", "/q", ":q", " /quit "]) func quitCanBeTyped(_ text: String) {
        var driver = InterfaceDriver(80, 24)
        driver.press(text + "<Enter>")
        #expect(driver.effects.contains(.quit))
        #expect(!driver.effects.contains { $0.isSend })
        #expect(driver.chats.chat(asha)?.draft.isEmpty == true)
    }

    @Test func retryTriesTheOutboxAtOnce() {
        var driver = InterfaceDriver(80, 24)
        driver.press("/retry<Enter>")
        #expect(driver.effects.contains(.retryNow))
        #expect(driver.state.composer.input.isEmpty)
    }

    @Test func aMistypedCommandIsNotSent() {
        var driver = InterfaceDriver(80, 24)
        driver.press("/qiut<Enter>")
        #expect(driver.state.notice?.text == "There is no command /qiut. To send it as text, type //qiut.")
        #expect(driver.state.composer.input.text == "/qiut")
    }

    @Test(arguments: [("//quit", "/quit"), ("/etc/passwd", "/etc/passwd"), (":)", ":)"), ("/quit now", "/quit now")])
    func whatOnlyLooksLikeACommandIsSent(_ typed: String, _ sent: String) {
        var driver = InterfaceDriver(80, 24)
        driver.press(typed + "<Enter>")
        #expect(driver.effects.contains(.send(text: sent, asha)))
        #expect(driver.state.composer.input.isEmpty)
    }

    @Test func aPasteOfManyLinesAsks() {
        let lines = (1...12).map { "line \($0)" }.joined(separator: "\n")
        var driver = InterfaceDriver(80, 24)

        driver.paste(lines)
        #expect(driver.screen().lines[23].hasPrefix(" Send 12 lines as one message? Enter / Esc / e edit"))
        driver.press("<Esc>")
        #expect(driver.state.composer.input.isEmpty)

        driver.paste(lines)
        driver.press("e")
        #expect(driver.state.composer.input.text == lines)

        driver.press("<Ctrl+C>see: ")
        driver.paste(lines)
        driver.press("<Enter>")
        #expect(driver.effects.contains(.send(text: "see: " + lines, asha)))
    }

    @Test func aPasteOfAFewLinesGoesIntoTheBox() {
        var driver = InterfaceDriver(80, 24)
        driver.paste("a\r\nb\u{1B}[31m\nc\n")
        #expect(driver.state.composer.input.text == "a\nb[31m\nc\n")
        #expect(driver.state.layers.isEmpty)
    }

    @Test func textSentBeforeCanBeTakenUpAgain() {
        var driver = InterfaceDriver(80, 24)
        driver.press("one<Enter>two<Enter>own<Ctrl+Up><Ctrl+Up>")
        #expect(driver.state.composer.input.text == "one")
        driver.press("<Ctrl+Down><Ctrl+Down>")
        #expect(driver.state.composer.input.text == "own")
    }

    @Test func theBoxGrowsToAThirdOfTheHeightAndThenScrolls() {
        var driver = InterfaceDriver(80, 24)
        for _ in 1...30 { driver.press("x<Ctrl+J>") }
        let lines = driver.screen().lines
        #expect(lines.firstIndex { $0.hasPrefix("-----") } == 14)
        driver.press("<Up><Up><Up><Up><Up><Up><Up><Up><Up><Up>")
        #expect(driver.cursor() == Point(row: 15, column: 3))
    }
}

extension AppEffect {
    var isSend: Bool { if case .send = self { true } else { false } }
    var isDraft: Bool { if case .saveDraft = self { true } else { false } }
    var isTyping: Bool { if case .sendTyping = self { true } else { false } }
    var isMarkRead: Bool { if case .markRead = self { true } else { false } }
    var isLoadTimeline: Bool { if case .loadTimeline = self { true } else { false } }
    var isWake: Bool { if case .wake = self { true } else { false } }
}
