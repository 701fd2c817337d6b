import ChatModel
import ChatTestSupport
import ChatUI
import Terminal
import Testing

/// Colours and attributes, read from the cells.
@Suite struct StyleTests {
    /// A theme in which every role has a colour of its own.
    private static let distinct: Theme = {
        var styles: [Role: Style] = [:]
        for (index, role) in Role.allCases.enumerated() {
            styles[role] = Style(foreground: .indexed(UInt8(index + 16)))
        }
        return Theme(name: "distinct", styles: styles)
    }()

    private func role(of text: String, in driver: InterfaceDriver) -> Role? {
        let buffer = driver.screen(theme: Self.distinct)
        for (row, line) in buffer.lines.enumerated() {
            guard let range = line.firstRange(of: text) else { continue }
            let column = TextCells.columns(of: line[..<range.lowerBound])
            return Role.allCases.first { Self.distinct[$0] == buffer[row, column].style }
        }
        return nil
    }

    @Test(arguments: [
        ("are the counters", Role.msgOther), ("yes, 3 green", .msgOwn), ("13:58", .msgTime), ("Asha  ", .msgNameOther),
        ("you ", .msgNameOwn), ("read  ", .msgStateRead), ("2 new", .markNew), ("Tue 24 Nov", .markDate),
        ("vartalap", .bar), ("Chats", .listHeader), ("Ctrl+K find", .status), ("Message Asha", .inputPlaceholder),
        ("Hostel 4B", .listUnread), ("Dad", .listName),
    ])
    func rolesOnTheScreen(_ text: String, _ role: Role) {
        #expect(self.role(of: text, in: InterfaceDriver(80, 24)) == role)
    }

    @Test func statesHaveRolesOfTheirOwn() {
        var driver = InterfaceDriver(80, 24)
        let chat = SampleChats.direct(SampleChats.asha)
        for state in DeliveryState.allCases where state != .read {
            driver.chats.say("\(state.rawValue) text", in: chat, state: state)
        }
        driver.take(.storeChanged)
        #expect(role(of: "queued  ", in: driver) == .msgStateQueued)
        #expect(role(of: "sent  ", in: driver) == .msgStateSent)
        #expect(role(of: "dlvd  ", in: driver) == .msgStateDelivered)
        #expect(role(of: "parked  ", in: driver) == .msgStateFailed)

        driver.take(.connection(.waiting(since: driver.now, retryAt: driver.now, reason: "No link.")))
        #expect(role(of: "retry  ", in: driver) == .msgStateRetry)
        #expect(role(of: "OFFLINE", in: driver) == .barOffline)
        #expect(role(of: "No link.", in: driver) == .error)
    }

    @Test func linksQuotesAndPopups() {
        var driver = InterfaceDriver(80, 24)
        let chat = SampleChats.direct(SampleChats.asha)
        driver.chats.say("(see https://example.org/x).\n> quoted", by: SampleChats.asha, in: chat)
        driver.take(.storeChanged)
        #expect(role(of: "(see", in: driver) == .msgOther)
        #expect(role(of: "https", in: driver) == .msgLink)
        #expect(role(of: ").", in: driver) == .msgOther)
        #expect(role(of: "> quoted", in: driver) == .msgQuote)

        driver.press("<F1>")
        #expect(role(of: "Ctrl+J", in: driver) == .helpKey)
        #expect(role(of: "In the box", in: driver) == .helpHeading)
    }

    @Test func theFallbackThemeTurnsTheBarAroundWhenTheLinkIsLost() {
        var driver = InterfaceDriver(80, 24)
        #expect(!driver.screen()[0, 1].style.attributes.contains(.reverse))
        driver.take(.connection(.waiting(since: driver.now, retryAt: driver.now, reason: "No link.")))
        #expect(driver.screen()[0, 1].style.attributes.contains(.reverse))
    }

    @Test func aRoleThatIsLeftOutLooksLikeItsBase() {
        let red = Style(foreground: .indexed(1))
        let theme = Theme(name: "x", styles: [.msgState: red, .msgOwn: Style(attributes: .bold)])
        #expect(theme[.msgStateQueued] == red)
        #expect(theme[.msgStateRead] == red)
        #expect(theme[.msgTime] == Style(attributes: .bold))
        #expect(theme[.popup] == .plain)
    }

    @Test func basesEndAtText() {
        for role in Role.allCases {
            var steps = 0
            var next = role.base
            while let base = next, steps < 10 { (next, steps) = (base.base, steps + 1) }
            #expect(steps < 10, "\(role)")
        }
    }

    @Test func theBackgroundOfTheTextRoleCoversTheScreen() {
        let theme = Theme(name: "paper", styles: [.text: Style(background: .indexed(15))])
        let buffer = InterfaceDriver(80, 24).screen(theme: theme)
        for row in 0..<24 { for column in 0..<80 { #expect(buffer[row, column].style.background == .indexed(15)) } }
    }
}
