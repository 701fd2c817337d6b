import ChatModel
import ChatTestSupport
import ChatUI
import Terminal
import Testing

/// Typing notices, ours and theirs, with the time that events bring.
@Suite struct TypingTests {
    private let asha = SampleChats.direct(SampleChats.asha)

    @Test func itIsToldAtTheFirstKeyAndThenEveryTwoSeconds() {
        var driver = InterfaceDriver(80, 24)
        driver.press("a")
        driver.tick(milliseconds: 1000)
        driver.press("b")
        #expect(driver.effects.filter { $0.isTyping } == [.sendTyping(true, asha)])

        driver.tick(milliseconds: 1000)
        driver.press("c")
        #expect(driver.effects.filter { $0.isTyping }.count == 2)
    }

    @Test func itEndsThreeSecondsAfterTheLastKey() {
        var driver = InterfaceDriver(80, 24)
        driver.press("a")
        #expect(driver.effects.contains(.wake(afterMilliseconds: 3000)))

        driver.tick(milliseconds: 2999)
        #expect(!driver.effects.contains(.sendTyping(false, asha)))
        driver.tick(milliseconds: 1)
        #expect(driver.effects.filter { $0 == .sendTyping(false, asha) }.count == 1)
        driver.tick(milliseconds: 5000)
        #expect(driver.effects.filter { $0 == .sendTyping(false, asha) }.count == 1)
    }

    @Test(arguments: ["<Enter>", "<Ctrl+C>", "<Alt+2>"]) func itEndsWithTheText(_ keys: String) {
        var driver = InterfaceDriver(80, 24)
        driver.press("a")
        driver.forgetEffects()
        driver.press(keys)
        #expect(driver.effects.contains(.sendTyping(false, asha)))
    }

    @Test func offlineNothingIsTold() {
        var driver = InterfaceDriver(80, 24, isOnline: false)
        driver.press("abc")
        #expect(!driver.effects.contains { $0.isTyping })
    }

    @Test func theirsIsShownInItsChatForFiveSeconds() {
        var driver = InterfaceDriver(80, 24)
        driver.take(.typing(SampleChats.asha, asha, isTyping: true))
        #expect(driver.screen().lines[19].contains("| Asha is typing..."))
        #expect(driver.effects.contains(.wake(afterMilliseconds: 5000)))

        driver.press("<Alt+3>")
        #expect(!driver.screen().lines[19].contains("typing"))

        driver.press("<Alt+1>")
        driver.tick(milliseconds: 5000)
        #expect(!driver.screen().lines[19].contains("typing"))
    }

    @Test func theirMessageEndsTheirs() {
        var driver = InterfaceDriver(80, 24)
        driver.take(.typing(SampleChats.asha, asha, isTyping: true))
        driver.receive("here it is", from: SampleChats.asha, in: asha)
        #expect(!driver.screen().lines[19].contains("typing"))
    }

    @Test func inAGroupEverybodyIsNamed() {
        var driver = InterfaceDriver(80, 24)
        driver.press("<Alt+2>")
        driver.take(.typing(SampleChats.ravi, SampleChats.hostel, isTyping: true))
        driver.take(.typing(SampleChats.kabir, SampleChats.hostel, isTyping: true))
        #expect(driver.screen().lines[19].contains("Ravi and ..00005 are typing..."))
        driver.take(.typing(SampleChats.kabir, SampleChats.hostel, isTyping: false))
        #expect(driver.screen().lines[19].contains("Ravi is typing..."))
    }
}
