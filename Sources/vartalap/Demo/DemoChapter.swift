import ChatModel

/// The past of one conversation.
nonisolated struct DemoChapter: Sendable {
    /// Whom it is with.
    enum Partner: Hashable, Sendable {
        case person(DemoPerson)
        case group(DemoGroup)
    }

    let with: Partner
    /// How many of the received messages at the end were not read.
    var unreadCount = 0
    /// Text that was begun and not sent.
    var draft: String?
    /// In order of time.
    let lines: [DemoLine]

    /// Tells chapters apart.
    var title: String {
        switch with {
        case .person(let person): person.user.rawValue
        case .group(let group): group.name
        }
    }
}

/// One message of the past.
nonisolated struct DemoLine: Sendable {
    /// Who said it.
    enum Speaker: Hashable, Sendable {
        /// Us; and how far it came.
        case us(DeliveryState)
        case person(DemoPerson)
    }

    let minutesAgo: Int64
    let who: Speaker
    let body: MessageBody

    /// The text; empty for a notice.
    var text: String {
        if case .text(let text) = body { text } else { "" }
    }

    /// Something that was said.
    static func at(days: Int64 = 0, _ minutes: Int64, _ who: Speaker, _ text: String) -> DemoLine {
        DemoLine(minutesAgo: days * 1_440 + minutes, who: who, body: .text(text))
    }

    /// Somebody put people into a group.
    static func added(days: Int64, by person: DemoPerson, _ users: [UserID]) -> DemoLine {
        DemoLine(minutesAgo: days * 1_440, who: .person(person), body: .groupChange(GroupChange(added: users)))
    }
}
