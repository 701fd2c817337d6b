import ChatModel
import ChatTestSupport
import ChatUI
import Terminal
import Testing

/// Drafts: kept per chat at every change, brought back when the chat is opened.
@Suite struct DraftTests {
    private let asha = SampleChats.direct(SampleChats.asha)

    @Test func everyChangeIsKept() {
        var driver = InterfaceDriver(80, 24)
        driver.press("hi")
        #expect(driver.effects.filter { $0.isDraft } == [.saveDraft("h", asha), .saveDraft("hi", asha)])
    }

    @Test func eachChatHasItsOwn() {
        var driver = InterfaceDriver(80, 24)
        driver.press("for asha<Alt+3>for dad<Alt+/>")
        #expect(driver.state.composer.input.text == "for asha")
        driver.press("<Alt+/>")
        #expect(driver.state.composer.input.text == "for dad")
    }

    @Test func whatIsTypedBeforeTheDraftHasComeFollowsIt() {
        var chats = SampleChats.livedIn()
        chats.setDraft("kept ", of: SampleChats.direct(SampleChats.dad))
        var driver = InterfaceDriver(80, 24, chats: chats)
        driver.answers = false

        driver.press("<Alt+3>typed")
        #expect(!driver.effects.contains(.saveDraft("t", SampleChats.direct(SampleChats.dad))))

        driver.take(.draft("kept ", SampleChats.direct(SampleChats.dad)))
        #expect(driver.state.composer.input.text == "kept typed")
        #expect(driver.effects.last { $0.isDraft } == .saveDraft("kept typed", SampleChats.direct(SampleChats.dad)))
    }

    @Test func whatIsTypedBeforeTheDraftHasComeSurvivesLeaving() {
        let dad = SampleChats.direct(SampleChats.dad)
        var driver = InterfaceDriver(80, 24)
        driver.answers = false

        driver.press("<Alt+3>typed<Alt+1>")
        driver.take(.draft("kept ", dad))

        #expect(driver.effects.last { $0.isDraft } == .saveDraft("kept typed", dad))
        #expect(driver.state.composer.input.isEmpty)
    }

    @Test func aMessageOnItsWayIsNotKeptAsADraft() {
        var driver = InterfaceDriver(80, 24)
        driver.answers = false
        driver.press("hello<Enter><Alt+3>")
        #expect(driver.effects.last { $0.isDraft } == .saveDraft("", asha))
    }

    @Test func aFailedLoadDoesNotStopDraftsFromBeingKept() {
        var driver = InterfaceDriver(80, 24)
        driver.answers = false
        driver.press("<Alt+3>")
        driver.take(.failed("The store can't be read."))
        driver.press("x")
        #expect(driver.effects.contains(.saveDraft("x", SampleChats.direct(SampleChats.dad))))
    }
}
