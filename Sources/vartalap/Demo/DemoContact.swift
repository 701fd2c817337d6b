import ChatCore
import ChatModel
import ChatWire

/// A contact that answers over a real WebSocket, with the delays that people have.
actor DemoContact {
    nonisolated let person: DemoPerson
    private let link: DemoLink
    private let clock: any Clock<Duration>
    private var connection: (any Connection)?
    /// How many answers were given, so that none repeats the last.
    private var answerCount = 0

    init(_ person: DemoPerson, link: DemoLink, clock: any Clock<Duration>) {
        self.person = person
        self.link = link
        self.clock = clock
    }

    /// Comes online; to be called before `run()` by who wants to know that it worked.
    func connect() async throws(TransportError) {
        connection = try await link.connect()
    }

    /// Stays online and answers until the task is cancelled; comes back a second after a lost link.
    func run() async {
        while !Task.isCancelled {
            if let connection {
                try? await serve(connection)
                await connection.close()
                self.connection = nil
            }
            do {
                try await clock.sleep(for: .seconds(1))
                try await connect()
            } catch {
                continue
            }
        }
    }

    /// Says something in a group, after typing for a moment; nothing while offline.
    func talk(_ text: String, in group: ConversationID) async throws {
        guard let connection else { return }
        try await say(.typing(true), in: group, connection)
        try await clock.sleep(for: .milliseconds(1_500))
        try await say(.typing(false), in: group, connection)
        try await say(.text(text), in: group, connection)
    }

    private func say(
        _ content: Envelope.Content, in group: ConversationID, _ connection: any Connection
    ) async throws {
        try await link.say(content, to: group.rawValue, conversation: group, isGroup: true, over: connection)
    }

    // MARK: Listening

    private func serve(_ connection: any Connection) async throws {
        let (texts, continuation) = AsyncStream.makeStream(of: Envelope.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.listen(to: connection, texts: continuation) }
            group.addTask { try await self.keepAlive(connection) }
            group.addTask {
                for await envelope in texts { try await self.answer(envelope, over: connection) }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private func listen(to connection: any Connection, texts: AsyncStream<Envelope>.Continuation) async throws {
        for try await frame in connection.frames {
            for envelope in link.envelopes(frame) {
                try await link.acknowledge(envelope, over: connection)
                if case .text = envelope.content { texts.yield(envelope) }
            }
        }
    }

    /// The server cuts sockets on which it said nothing for a minute.
    private func keepAlive(_ connection: any Connection) async throws {
        while true {
            try await clock.sleep(for: .seconds(25))
            try await connection.ping()
        }
    }

    // MARK: Answering

    private func answer(_ envelope: Envelope, over connection: any Connection) async throws {
        guard case .text(let text) = envelope.content, envelope.from != person.user else { return }
        switch person.habit {
        case .echoes:
            try await confirm(envelope, .delivered, over: connection)
            try await confirm(envelope, .read, over: connection)
            if !envelope.isGroup { try await reply(text, to: envelope, over: connection) }
        case .answersSlowly where !envelope.isGroup:
            try await answerSlowly(envelope, over: connection)
        case .answersSlowly, .receives:
            try await confirm(envelope, .delivered, over: connection)
            guard envelope.from == DemoCast.user else { return }
            try await clock.sleep(for: .seconds(3))
            try await confirm(envelope, .read, over: connection)
        case .isAway, .hasNoAccount:
            break
        }
    }

    private func answerSlowly(_ envelope: Envelope, over connection: any Connection) async throws {
        let answer = DemoTexts.answers[answerCount % DemoTexts.answers.count]
        answerCount += 1
        try await clock.sleep(for: .milliseconds(800))
        try await confirm(envelope, .delivered, over: connection)
        try await clock.sleep(for: .milliseconds(1_500))
        try await confirm(envelope, .read, over: connection)
        try await clock.sleep(for: .milliseconds(700))
        try await link.say(.typing(true), to: envelope.from.rawValue, over: connection)
        try await clock.sleep(for: .milliseconds(1_000 + 40 * answer.count))
        try await link.say(.typing(false), to: envelope.from.rawValue, over: connection)
        try await reply(answer, to: envelope, over: connection)
    }

    private func reply(_ text: String, to envelope: Envelope, over connection: any Connection) async throws {
        try await link.say(.text(text), to: envelope.from.rawValue, over: connection)
    }

    /// Receipts go to the author alone, for group messages too.
    private func confirm(
        _ envelope: Envelope, _ kind: ReceiptKind, over connection: any Connection
    ) async throws {
        guard let id = envelope.id else { return }
        let group = envelope.isGroup ? ConversationID(envelope.to) : nil
        try await link.say(
            .receipt(kind, ids: [id]), to: envelope.from.rawValue, conversation: group, over: connection)
    }
}
