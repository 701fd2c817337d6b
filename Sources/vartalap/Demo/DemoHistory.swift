import ChatModel
import ChatStore

/// Fills a store with the past of an account: what `DemoTexts` tells, dated back from `now`, and nothing random.
nonisolated struct DemoHistory: Sendable {
    let store: MessageStore
    let user: UserID
    let now: Timestamp

    /// - Parameter groups: the demo's groups, under the ids that the server gave them.
    func write(groups: [Group]) async throws {
        try await store.upsertContacts(
            DemoCast.everybody.filter { $0.name != nil }.map { person in
                Contact(user: person.user, name: person.name, hasAccount: person.hasAccount)
            })
        for group in groups { try await store.replaceGroup(group) }
        for chapter in DemoTexts.chapters {
            guard let place = place(of: chapter, groups) else { continue }
            try await write(chapter, in: place)
        }
        // The past was confirmed in the past.
        while true {
            let receipts = try await store.pendingReceipts(limit: 1_000)
            if receipts.isEmpty { break }
            try await store.removeReceipts(receipts)
        }
        for chapter in DemoTexts.chapters {
            guard let draft = chapter.draft, let place = place(of: chapter, groups) else { continue }
            try await store.setDraft(draft, of: place.conversation)
        }
    }

    // MARK: One conversation

    /// Where a chapter belongs in the store.
    private struct Place {
        var conversation: ConversationID
        var isGroup: Bool
        /// Who confirms our messages.
        var others: [UserID]
    }

    private func place(of chapter: DemoChapter, _ groups: [Group]) -> Place? {
        switch chapter.with {
        case .person(let person):
            Place(conversation: .direct(user, person.user), isGroup: false, others: [person.user])
        case .group(let group):
            groups.first { $0.name == group.name }.map { found in
                Place(
                    conversation: found.id, isGroup: true,
                    others: found.members.map(\.user).filter { $0 != user })
            }
        }
    }

    private func write(_ chapter: DemoChapter, in place: Place) async throws {
        if !place.isGroup, let peer = place.others.first { _ = try await store.startDirect(with: peer) }
        var ids = IDSource(chapter.title)
        var received: [Message] = []
        var own: [(id: MessageID, state: DeliveryState)] = []
        var batch: [IncomingMessage] = []
        for line in chapter.lines {
            let time = now.advanced(byMilliseconds: -line.minutesAgo * 60_000)
            let id = ids.next(at: time)
            switch line.who {
            case .person(let person):
                batch.append(incoming(line.body, from: person.user, id: id, time: time, place))
            case .us(let state):
                received += try await insert(&batch)
                try await send(line.text, id: id, time: time, place)
                own.append((id, state))
            }
        }
        received += try await insert(&batch)
        try await confirm(own, place)
        if received.count > chapter.unreadCount {
            let last = received[received.count - 1 - chapter.unreadCount]
            try await store.markRead(place.conversation, through: last.position)
        }
    }

    private func incoming(
        _ body: MessageBody, from sender: UserID, id: MessageID, time: Timestamp, _ place: Place
    ) -> IncomingMessage {
        IncomingMessage(
            messageID: id, conversation: place.conversation, isGroup: place.isGroup, sender: sender, body: body,
            time: time, sequence: time.milliseconds, arrival: time)
    }

    /// Stores what came in a row and empties `batch`.
    private func insert(_ batch: inout [IncomingMessage]) async throws -> [Message] {
        guard !batch.isEmpty else { return [] }
        defer { batch = [] }
        return try await store.insertOnce(batch).map(\.message)
    }

    private func send(_ text: String, id: MessageID, time: Timestamp, _ place: Place) async throws {
        _ = try await store.enqueue(
            OutgoingText(
                id: id, conversation: place.conversation, text: text, now: time, sequence: time.milliseconds))
        _ = try await store.acknowledge(id, in: place.conversation)
    }

    /// Brings our messages as far as the chapter says; in a group every member has to confirm.
    private func confirm(_ own: [(id: MessageID, state: DeliveryState)], _ place: Place) async throws {
        for kind in ReceiptKind.allCases {
            let ids = own.filter { $0.state.hasReached(kind.deliveryState) }.map(\.id)
            guard !ids.isEmpty else { continue }
            for member in place.others { _ = try await store.apply(kind, ids: ids, from: member) }
        }
    }
}

/// Message ids that are the same in every run of the same past.
private nonisolated struct IDSource {
    private var generator: SeededGenerator

    init(_ title: String) {
        generator = SeededGenerator(
            seed: title.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 })
    }

    mutating func next(at time: Timestamp) -> MessageID {
        MessageID.make(now: time, using: &generator)
    }
}
