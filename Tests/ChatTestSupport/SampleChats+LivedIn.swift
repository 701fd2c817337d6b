package import ChatModel

/// The chats of the sketches: read and unread, groups, a muted one, something stuck.
extension SampleChats {
    package static let asha = UserID("+919811100001")
    package static let ravi = UserID("+919811100002")
    package static let dad = UserID("+919811100003")
    package static let meera = UserID("+919811100004")
    package static let kabir = UserID("+919811100005")
    package static let stranger = UserID("+919876543299")
    package static let hostel = ConversationID("group-hostel")
    package static let office = ConversationID("group-office")
    package static let mess = ConversationID("group-mess")

    package static func direct(_ peer: UserID) -> ConversationID { .direct(me, peer) }

    /// The names of everybody in it, in list order: Asha Rao, Hostel 4B, Dad, Office QA, Ravi, a number, Mess Committee.
    package static func livedIn() -> SampleChats {
        var samples = SampleChats(names: [
            asha: "Asha Rao", ravi: "Ravi Kumar", dad: "Dad", meera: "Meera", kabir: "Kabir Singh",
        ])
        for peer in [asha, dad, ravi, stranger] { samples.start(peer) }
        for (id, title) in [(hostel, "Hostel 4B"), (office, "Office QA"), (mess, "Mess Committee")] {
            samples.chats.append(Chat(conversation: Conversation(id: id, kind: .group, title: title), messages: []))
        }
        samples.addAsha()
        samples.addOthers()
        samples.fillGroups()
        return samples
    }

    private mutating func addAsha() {
        let chat = Self.direct(Self.asha)
        say("are the counters fixed on staging?", by: Self.asha, in: chat, at: Self.at(13, 58))
        say("yes, 3 green runs since noon", in: chat, at: Self.at(14, 2), state: .read)
        let read = say("one left: reconnect after sleep", in: chat, at: Self.at(14, 3), state: .read)
        markRead(chat, through: read.position)
        say("can you send me the trace?", by: Self.asha, in: chat, at: Self.at(14, 29))
        say("that one. i see the gap too", by: Self.asha, in: chat, at: Self.at(14, 30))
    }

    private mutating func addOthers() {
        say("dinner at 8?", by: Self.ravi, in: Self.hostel, at: Self.at(14, 28))
        let beta = say("ok beta", in: Self.direct(Self.dad), at: Self.at(13, 2), state: .read)
        markRead(Self.direct(Self.dad), through: beta.position)
        say(
            "nightly failed", in: Self.office, at: Self.at(12, 40), state: .parked,
            parkReason: "the server says that you are not a member of this group")
        for index in 0..<12 {
            say("goal \(index + 1)!", by: Self.ravi, in: Self.direct(Self.ravi), at: Self.at(11, 7))
        }
        if let index = chats.firstIndex(where: { $0.conversation.id == Self.direct(Self.ravi) }) {
            chats[index].isMuted = true
        }
        say("thank you", in: Self.direct(Self.stranger), at: Self.at(19, 12, daysAgo: 1), state: .read)
        let menu = say("the menu is up", by: Self.kabir, in: Self.mess, at: Self.at(9, 0, daysAgo: 2))
        markRead(Self.mess, through: menu.position)
    }
}
