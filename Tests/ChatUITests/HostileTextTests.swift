import ChatModel
import ChatTestSupport
import ChatUI
import Terminal
import Testing

/// The escape corpus on the screen: as a message, a name, a group's title, a draft, somebody who types, a server's words
/// and a notice, all drawn at once.
@Suite struct HostileTextTests {
    private static let stranger = UserID("+919811199999")

    @Test(arguments: EscapeCorpus.all)
    func everyCellIsHarmlessAndEveryRowIsFull(hostile: EscapeCorpus.Case) {
        let text = hostile.text
        var driver = InterfaceDriver(80, 24, chats: chats(saying: text))
        driver.press("Enter")
        driver.take(.typing(Self.stranger, SampleChats.hostel, isTyping: true))
        driver.take(.draft(text, SampleChats.hostel))
        driver.take(.connection(.waiting(since: driver.now, retryAt: driver.now, reason: text)))
        driver.take(.failed(text))
        check(driver)
        driver.take(.notice(text))
        driver.paste(String(text.prefix(5000)))
        for panel in ["Alt+I", "Alt+O"] {
            driver.press(panel)
            check(driver)
            driver.press("Esc")
        }
        driver.take(.connection(.signedOut(reason: text)))
        driver.press("Ctrl+K")
        check(driver)
        for case .setTitle(let title) in driver.effects {
            // What CursesScreen.setTitle makes of it.
            #expect(Harmful.scalar(in: TextCells.harmless(title)) == nil)
        }
    }

    /// A group with the text as title, of somebody whose name it is, who said it.
    private func chats(saying text: String) -> SampleChats {
        var chats = SampleChats.livedIn()
        chats.names[Self.stranger] = text
        if let index = chats.chats.firstIndex(where: { $0.conversation.id == SampleChats.hostel }) {
            chats.chats[index].conversation.title = text
        }
        chats.say(text, by: Self.stranger, in: SampleChats.hostel)
        chats.add(.unsupported(contentType: text, raw: text), by: Self.stranger, in: SampleChats.hostel)
        chats.add(
            .groupChange(GroupChange(added: [UserID(text)], removed: [Self.stranger])), by: Self.stranger,
            in: SampleChats.hostel)
        chats.say("mine", in: SampleChats.hostel, state: .parked, parkReason: text)
        return chats
    }

    private func check(_ driver: InterfaceDriver, _ location: SourceLocation = #_sourceLocation) {
        let buffer = driver.screen()
        var harmful: [Unicode.Scalar] = []
        for row in 0..<buffer.size.rows {
            var columns = 0
            for column in 0..<buffer.size.columns {
                let cell = buffer[row, column]
                columns += cell.width
                harmful += ([cell.base] + cell.marks).filter(Harmful.isHarmful)
                if cell.marks.count > TextCells.marksPerCell { harmful.append(cell.base) }
            }
            if columns != buffer.size.columns { harmful.append(" ") }
        }
        #expect(harmful.isEmpty, sourceLocation: location)
    }
}
