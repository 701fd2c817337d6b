import ChatModel
import ChatTestSupport
import ChatUI
import Terminal
import Testing

/// Making groups and changing who is in them.
struct GroupTests {
    private let zoya = UserID("+919810000077")

    private func driver(_ columns: Int = 100, _ rows: Int = 30) -> InterfaceDriver {
        var chats = SampleChats.livedIn()
        chats.names[zoya] = "Zoya Khan"
        return InterfaceDriver(columns, rows, chats: chats)
    }

    /// Hostel 4B is open; its members are on the screen.
    private func members() -> InterfaceDriver {
        var driver = driver()
        driver.press("<Alt+2><Alt+I>")
        return driver
    }

    // MARK: A new group

    @Test func aGroupIsMadeOfMarkedPeopleAndOpened() {
        var driver = driver()
        driver.press("<Ctrl+K><Ctrl+G>asha<Enter>zoya<Enter><Tab>Trip to Goa<Enter>")

        #expect(driver.effects.contains(.createGroup(title: "Trip to Goa", [SampleChats.asha, zoya])))
        #expect(driver.state.timeline?.conversation.title == "Trip to Goa")
        #expect(driver.state.layers.isEmpty)
        driver.press("hello all<Enter>")
        let id = driver.state.timeline?.conversation.id
        #expect(id.flatMap { driver.chats.chat($0)?.messages.last?.body } == .text("hello all"))
    }

    @Test func aNumberThatNobodyKnowsCanBeMarked() {
        var driver = driver()
        driver.press("/group<Enter>+91 99999 88888<Enter><Tab>Strangers<Enter>")

        #expect(driver.effects.contains(.createGroup(title: "Strangers", [UserID("+919999988888")])))
    }

    @Test func nobodyMarkedAndNoNameAreSaid() {
        var driver = driver()
        driver.press("/group<Enter><Tab>")
        #expect(driver.state.notice?.text == "Nobody is marked yet. Enter marks who is under the cursor.")
        driver.press("asha<Enter><Tab><Enter>")
        #expect(driver.state.notice?.text == "A group needs a name.")
        driver.press("<Esc>")
        #expect(driver.screen().lines.contains { $0.contains("1 marked: Asha Rao") })
        driver.press("<Backspace>")
        #expect(driver.screen().lines.contains { $0.contains("Nobody is marked yet.") })
    }

    @Test func whatWasEnteredIsKeptWhenTheGroupIsRefused() {
        var driver = driver()
        driver.answers = false
        driver.press("/group Goa<Enter>asha<Enter><Tab>")
        driver.press(" trip<Enter>")
        #expect(driver.effects.contains(.createGroup(title: "Goa trip", [SampleChats.asha])))
        driver.take(.failed("The disk is full."))
        driver.forgetEffects()

        driver.press("<Enter>")

        #expect(driver.effects.contains(.createGroup(title: "Goa trip", [SampleChats.asha])))
    }

    @Test func theChatStaysOpenWhenTheServerNamesTheGroup() {
        var driver = driver()
        driver.press("/group<Enter>asha<Enter><Tab>Goa<Enter>half a thought")
        guard let provisional = driver.state.timeline?.conversation.id else {
            Issue.record("no chat")
            return
        }
        #expect(provisional.isProvisional)

        driver.chats.name(provisional, ConversationID("g-17"))
        driver.take(.storeChanged)

        #expect(driver.state.timeline?.conversation.id == ConversationID("g-17"))
        #expect(driver.state.list.selection == ConversationID("g-17"))
        driver.press(", whole now<Enter>")
        #expect(
            driver.chats.chat(ConversationID("g-17"))?.messages.last?.body == .text("half a thought, whole now"))
    }

    // MARK: Members

    @Test func membersShowNamesNumbersAndRoles() {
        let lines = members().screen().lines
        #expect(lines.contains { $0.contains("Hostel 4B: 5 members") })
        #expect(lines.contains { $0.contains("Asha Rao") && $0.contains("+91 98111 00001") && !$0.contains("admin") })
        #expect(lines.contains { $0.contains("you") && $0.contains("admin") })
        #expect(lines.contains { $0.contains("+14155550661") })
    }

    @Test func anAdminRemovesAfterBeingAsked() {
        var driver = members()
        driver.press("<Down>d")
        #expect(driver.screen().lines.last?.contains("Remove Dad from Hostel 4B?") == true)
        driver.press("<Esc>")
        #expect(!driver.effects.contains(.changeGroup(SampleChats.hostel, .remove(SampleChats.dad))))
        driver.press("d<Enter>")
        #expect(driver.effects.contains(.changeGroup(SampleChats.hostel, .remove(SampleChats.dad))))
        #expect(driver.screen().lines.contains { $0.contains("Dad") && $0.contains("removed, waits") })
        driver.press("<Esc>")
        #expect(driver.screen().lines.contains { $0.contains("You removed Dad") })
    }

    @Test func addingOffersWhoIsNotInTheGroup() {
        var driver = members()
        driver.press("a")
        guard case .people(let people) = driver.state.layers.last else {
            Issue.record("no popup")
            return
        }
        #expect(!people.items.contains { [SampleChats.asha, SampleChats.me].contains($0.user) })
        driver.press("meera<Enter><Tab>")
        #expect(driver.effects.contains(.changeGroup(SampleChats.hostel, .add([SampleChats.meera]))))
        #expect(driver.screen().lines.contains { $0.contains("Meera") && $0.contains("added, waits") })
    }

    @Test func whoIsNoAdminSeesWhyNot() {
        var driver = driver()
        driver.chats.onlyAdminsAdd = true
        driver.press("<Alt+4><Alt+I>d")
        #expect(driver.state.notice?.text == "Only an admin may remove people. Ask Kabir Singh.")
        driver.press("a")
        #expect(driver.state.notice?.text == "On this server only an admin may add people. Ask Kabir Singh.")
        driver.press("<Esc>/add zoya<Enter>")
        #expect(driver.state.layers.isEmpty)
        #expect(driver.state.notice?.text == "On this server only an admin may add people. Ask Kabir Singh.")
        driver.chats.onlyAdminsAdd = false
        driver.press("<Alt+I>a")
        #expect(driver.state.notice == nil)
    }

    @Test func leavingAsksAndCloses() {
        var driver = members()
        driver.press("l")
        #expect(driver.screen().lines.last?.contains("Leave Hostel 4B?") == true)
        driver.press("<Enter>")
        #expect(driver.effects.contains(.changeGroup(SampleChats.hostel, .leave)))
        #expect(driver.state.layers.isEmpty)
        #expect(driver.screen().lines.contains { $0.contains("You left") })
        #expect(driver.screen().lines.contains { $0.contains("You are not in this group any more") })
        driver.press("/leave<Enter>")
        #expect(driver.state.notice?.text == "You are not in Hostel 4B any more.")
    }

    @Test func theOnlyAdminIsWarnedWhereNobodyFollows() {
        var driver = driver()
        driver.chats.promotesNextAdmin = false
        driver.press("<Alt+2>/leave<Enter>")
        #expect(driver.screen().lines.last?.contains("Leave Hostel 4B? It will have no admin.") == true)
    }

    @Test func aChatWithOnePersonHasNoMembersAndNothingIsRenamed() {
        var driver = driver()
        driver.press("<Alt+I>")
        #expect(driver.state.notice?.text == "Asha Rao is one person; only groups have members.")
        driver.press("/rename Hostel 5<Enter>")
        #expect(driver.state.notice?.text.contains("no server can rename") == true)
    }

    // MARK: Typed commands

    @Test func typedCommandsNameWhomTheyMean() {
        var driver = driver()
        driver.press("<Alt+2>/remove asha<Enter>")
        #expect(driver.screen().lines.last?.contains("Remove Asha Rao from Hostel 4B?") == true)
        driver.press("<Enter>")
        #expect(driver.effects.contains(.changeGroup(SampleChats.hostel, .remove(SampleChats.asha))))
        driver.press("<Esc>/remove nobody<Enter>")
        #expect(driver.state.notice?.text == "Choose whom to remove: \"nobody\" does not name one member.")
        driver.press("<Esc>/add zoya<Enter><Enter><Tab>")
        #expect(driver.effects.contains(.changeGroup(SampleChats.hostel, .add([zoya]))))
    }

    @Test func tabCompletesCommandsAndNames() {
        var driver = driver()
        driver.press("<Alt+2>/me<Tab>")
        #expect(driver.state.composer.input.text == "/members")
        driver.press("<Ctrl+U>/re<Tab>")
        #expect(driver.state.notice?.text == "/redraw  /retry  /remove  /rename")
        driver.press("m<Tab>as<Tab>")
        #expect(driver.state.composer.input.text == "/remove Asha Rao")
        driver.press("<Ctrl+U>/nothing<Tab>")
        #expect(driver.state.focus == .list)
    }

    @Test func aTextThatOnlyLooksLikeACommandIsAMessage() {
        var driver = driver()
        driver.press("/quit smoking<Enter>")
        #expect(driver.effects.contains { if case .send("/quit smoking", _) = $0 { true } else { false } })
    }

    @Test func aRefusalIsToldWhereverTheUserIs() {
        var driver = driver()
        driver.press("<Alt+3>")
        driver.chats.note(GroupChange(refusal: "Only an admin may add people."), in: SampleChats.hostel, at: driver.now)
        driver.take(.storeChanged)
        #expect(driver.state.notice?.text == "Hostel 4B: Only an admin may add people.")
        driver.press("x")
        driver.take(.storeChanged)
        #expect(driver.state.notice == nil)
    }

    @Test func changesThatWaitAreCountedInTheTopBar() {
        var driver = driver()
        driver.take(.outbox(waiting: 1, parked: 0, groupChanges: 2))
        #expect(driver.screen().lines[0].contains("outbox 3"))
        driver.press("<Alt+O>")
        #expect(driver.screen().lines.contains { $0.contains("Outbox: 1 waiting, 2 group changes") })
    }

    @Test func noticesTellWhatHappened() {
        var driver = driver()
        let group = SampleChats.hostel
        driver.chats.note(
            GroupChange(added: [SampleChats.me, SampleChats.asha], created: "Hostel 4B"), by: SampleChats.ravi,
            in: group)
        driver.chats.note(GroupChange(added: [SampleChats.meera]), in: group)
        driver.chats.note(GroupChange(refusal: "Only an admin may add people."), in: group)
        driver.press("<Alt+2>")
        let screen = driver.screen().lines.joined(separator: "\n")
        #expect(screen.contains("Ravi Kumar made the group Hostel 4B with you and Asha Rao"))
        #expect(screen.contains("You added Meera"))
        #expect(screen.contains("Undone: Only an admin may add people."))
    }
}
