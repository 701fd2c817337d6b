import ChatModel

/// The people of the demo: who they are and what they do when somebody writes to them.
nonisolated enum DemoCast {
    /// Us.
    static let user = UserID("+919876543210")

    static let echo = DemoPerson("+919800000001", "Echo", .echoes)
    static let asha = DemoPerson("+919812345678", "Asha Rao", .answersSlowly)
    static let baba = DemoPerson("+919822011223", "Baba", .receives)
    static let meera = DemoPerson("+919833022334", "Meera Iyer", .receives)
    static let ravi = DemoPerson("+919844033445", "Ravi Kumar", .receives)
    static let farhan = DemoPerson("+919855044556", "Farhan Ali", .receives)
    static let lakshmi = DemoPerson("+919866055667", "लक्ष्मी मावशी", .receives)
    static let noor = DemoPerson("+14155550123", "Noor", .isAway)
    /// Somebody who wrote to us and is in nobody's contacts.
    static let stranger = DemoPerson("+919877066778", nil, .receives)
    /// In the contacts, but without an account.
    static let plumber = DemoPerson("+919888077889", "Ganesh (plumber)", .hasNoAccount)

    static let everybody = [echo, asha, baba, meera, ravi, farhan, lakshmi, noor, stranger, plumber]

    /// The group that keeps talking.
    static let hostel = DemoGroup(name: "Hostel 4B", creator: ravi, others: [meera, farhan])
    static let release = DemoGroup(name: "Release war room", creator: asha, others: [meera, noor])

    static let groups = [hostel, release]
}

/// One person of the demo.
nonisolated struct DemoPerson: Hashable, Sendable {
    /// What a person does with a message.
    enum Habit: Hashable, Sendable {
        /// Delivered, read, and the same text back, at once.
        case echoes
        /// Delivered, then read, then typing, then an answer, as people do.
        case answersSlowly
        /// Delivered, and a little later read.
        case receives
        /// Has an account and is not connected: messages stay sent.
        case isAway
        case hasNoAccount
    }

    let user: UserID
    /// Nil when the user does not have this person in the contacts.
    let name: String?
    let habit: Habit

    init(_ number: String, _ name: String?, _ habit: Habit) {
        user = UserID(number)
        self.name = name
        self.habit = habit
    }

    var hasAccount: Bool { habit != .hasNoAccount }
    var connects: Bool { habit != .hasNoAccount && habit != .isAway }
}

/// One group of the demo; we are a member of each.
nonisolated struct DemoGroup: Hashable, Sendable {
    let name: String
    let creator: DemoPerson
    let others: [DemoPerson]

    var members: [DemoPerson] { [creator] + others }

    /// The group as the server and the store know it, under the id that the server gave it.
    func group(id: ConversationID) -> Group {
        let plain = (others.map(\.user) + [DemoCast.user]).map { Member(user: $0, role: .user) }
        return Group(id: id, name: name, members: [Member(user: creator.user, role: .admin)] + plain)
    }
}
