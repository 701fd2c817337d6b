import ChatCore
import ChatModel
import ChatServer
import ChatStore
import ChatTestSupport
import ChatWire
import Logging
import Testing

/// Servers of every design lose messages that they have accepted; all of them arrive in the end, each once.
@Suite(.timeLimit(.minutes(2)), .serialized)
struct RepairOnDesignsTests {
    static let withReceipts = ServerDesign.all.filter(\.capabilities.carriesReceipts).map(\.name)

    /// The receiver's socket was dead, and the server took writing to it for delivery (v2.8, v3), or deleted what it had
    /// stored (v2.0 to v2.7).
    @Test(arguments: withReceipts)
    func whatTheServerLostAfterAcceptingItArrives(name: String) async throws {
        try await withPeople(name) { world in
            try await world.introduce()
            let lost = try await world.asha.online { [world] client in
                let dead = try await world.bela.deadSocket()
                let lost = try await client.send("lost", to: world.conversation)
                try await Self.text("lost", reaches: dead, name)
                try await world.asha.reached(.sent, lost)
                await dead.close()

                await world.clock.advance(by: .seconds(1))
                try await world.bela.online { bela in
                    _ = try await bela.send("are you there?", to: world.conversation)
                    try await world.asha.received("are you there?")
                    await world.clock.waitUntilSomebodySleeps(for: .seconds(30))
                    #expect(try await world.bela.count(of: "lost", from: world.asha) == 0)
                    await world.clock.advance(by: .seconds(61))

                    try await world.bela.received("lost")
                    try await world.asha.reached(.delivered, lost)
                }
                return lost
            }
            #expect(try await world.bela.count(of: "lost", from: world.asha) == 1)
            #expect(try await world.asha.store.message(lost.messageID)?.confirmation == nil)
            #expect(try await world.asha.store.watched().isEmpty)
        }
    }

    /// No acknowledgement, no receipt: all that can be done is to send once more over the next link, and to say so.
    @Test(arguments: ServerDesign.all.filter { !$0.capabilities.carriesReceipts }.map(\.name))
    func withoutReceiptsEverythingIsSentOnceMore(name: String) async throws {
        try await withPeople(name) { world in
            let lost = try await world.asha.online { [world] client in
                let dead = try await world.bela.deadSocket()
                let lost = try await client.send("lost", to: world.conversation)
                try await Self.text("lost", reaches: dead, name)
                try await world.asha.reached(.sent, lost)
                await dead.close()
                return lost
            }
            await world.clock.advance(by: .seconds(61))
            try await world.bela.online { _ in
                try await world.asha.online { _ in try await world.bela.received("lost") }
                await world.clock.advance(by: .seconds(700))
                try await world.asha.online { client in
                    let next = try await client.send("next", to: world.conversation)
                    try await world.asha.reached(.sent, next)
                    try await world.bela.received("next")
                }
            }
            #expect(try await world.bela.count(of: "lost", from: world.asha) == 1)
            #expect(try await world.asha.store.message(lost.messageID)?.isUnconfirmed == true)
            #expect(try await world.asha.store.message(lost.messageID)?.confirmation?.repairs == 1)
        }
    }

    /// A backlog larger than the server's internal limit is never replayed, now or later.
    @Test(arguments: ["v2.7", "v2.8"])
    func aBacklogThatJamsArrivesAllTheSame(name: String) async throws {
        try await withPeople(name) { world in
            try await world.introduce()
            let count = name == "v2.8" ? 30 : 80
            let padding = String(repeating: "x", count: 14_000)
            try await world.asha.online { [world] client in
                let messages = try await Self.send(
                    (1...count).map { "\($0) \(padding)" }, by: client, to: world.conversation)
                for message in messages { try await world.asha.reached(.sent, message) }
                await world.clock.advance(by: .seconds(1))
                try await world.bela.online { bela in
                    _ = try await bela.send("nothing came", to: world.conversation)
                    try await world.asha.received("nothing came")
                    await world.clock.waitUntilSomebodySleeps(for: .seconds(30))
                    await world.clock.advance(by: .seconds(61))
                    // Sixteen at a time, so that new messages are not held up.
                    for _ in 1...(count - 1) / 16 {
                        await world.clock.waitUntilSomebodySleeps(for: .seconds(1))
                        await world.clock.advance(by: .seconds(1))
                    }
                    for message in messages { try await world.asha.reached(.delivered, message) }
                }
            }
            let texts = try await world.bela.store.timeline(of: world.conversation, limit: 9_999).map(\.body)
            let numbers = texts.compactMap { body in
                if case .text(let text) = body { text.split(separator: " ").first.flatMap { Int($0) } } else { nil }
            }
            #expect(numbers == Array(1...count), "each once, in the order of the sender")
        }
    }

    // MARK: Parts

    private struct World: Sendable {
        let asha: RepairedPerson
        let bela: RepairedPerson
        let clock: ManualClock
        let conversation: ConversationID

        /// Lets Asha know that Bela's client sends receipts.
        func introduce() async throws {
            try await asha.online { client in
                try await bela.online { _ in
                    let first = try await client.send("first", to: conversation)
                    try await asha.reached(.delivered, first)
                }
            }
        }
    }

    /// - Parameter name: the client's design; the server speaks the release that it is of.
    private func withPeople(_ name: String, _ body: (World) async throws -> Void) async throws {
        let design = try #require(ServerDesign.named(name))
        // The late close of a dead socket unmaps the living one, on the real servers too: another test's matter.
        let server = try await LocalServer.start(
            LocalServerOptions(
                design: try #require(DesignBehaviour.named(design.release)), fixed: .eitherSocketUnmaps,
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        do {
            let clock = ManualClock()
            let asha = try await RepairedPerson("+919812345678", on: server, design: design, clock: clock)
            let bela = try await RepairedPerson("+919876543210", on: server, design: design)
            let conversation = try await asha.conversation(with: bela)
            _ = try await bela.conversation(with: asha)
            try await body(World(asha: asha, bela: bela, clock: clock, conversation: conversation))
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private static func send(
        _ texts: [String], by client: ChatClient, to conversation: ConversationID
    ) async throws -> [Message] {
        var messages: [Message] = []
        for text in texts { messages.append(try await client.send(text, to: conversation)) }
        return messages
    }

    private static func text(_ text: String, reaches connection: any Connection, _ name: String) async throws {
        let codec = try #require(ServerDesign.named(name)).codec
        for try await frame in connection.frames {
            for case .envelope(let envelope) in codec.decode(frame) where envelope.content == .text(text) { return }
        }
    }
}
