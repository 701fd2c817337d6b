import ChatModel
import ChatTestSupport
import ChatUI
import Testing

/// Starting a chat with a contact through the popup.
struct PickingTests {
    private let zoya = UserID("+919810000077")

    private func driver() -> InterfaceDriver {
        var chats = SampleChats.livedIn()
        chats.names[zoya] = "Zoya Khan"
        return InterfaceDriver(100, 30, chats: chats)
    }

    @Test func thePopupOffersContactsBeforeAnythingIsTyped() {
        var driver = driver()

        driver.press("<Ctrl+K>")

        #expect(driver.effects.contains(.searchConversations("")))
        guard case .picker(let picker) = driver.state.layers.last else {
            Issue.record("no popup")
            return
        }
        let id = ConversationID.direct(SampleChats.me, zoya)
        #expect(
            picker.items.last == .chat(Conversation(id: id, kind: .direct(peer: zoya), title: "Zoya Khan")))
    }

    @Test func aContactWithoutAChatGetsOne() {
        var driver = driver()

        driver.press("<Ctrl+K>zoya<Enter>")

        #expect(driver.effects.contains(.startConversation(zoya)))
        #expect(driver.state.timeline?.conversation.title == "Zoya Khan")
        driver.press("hello<Enter>")
        #expect(driver.chats.chat(.direct(SampleChats.me, zoya))?.messages.map(\.body) == [.text("hello")])
    }

    @Test func deletingTheQueryShowsEverybodyAgain() {
        var driver = driver()
        driver.press("<Ctrl+K>zoyaq")
        driver.forgetEffects()

        driver.press("<Ctrl+U>")

        #expect(driver.effects.contains(.searchConversations("")))
    }
}
