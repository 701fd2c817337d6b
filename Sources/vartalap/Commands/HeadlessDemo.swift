import ChatCore
import ChatModel
import ChatStore

/// `vartalap demo --headless`: sends one text to the contact that echoes and prints each thing that happens, until the
/// message was delivered and the echo has come.
final class HeadlessDemo {
    private let assembly: Assembly
    private let echo: UserID
    private let output: Output
    /// How long the conversation may take.
    private static let patience = Duration.seconds(30)

    init(assembly: Assembly, echo: UserID, output: Output) {
        self.assembly = assembly
        self.echo = echo
        self.output = output
    }

    /// - Throws: `.timedOut` when delivery or echo do not come in time.
    func run(_ text: String) async throws {
        let client = try assembly.client()
        let link = AccountLink(assembly: assembly, client: client, purpose: .demo) { [self] event in report(event) }
        let finished = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await link.run()
                return false
            }
            group.addTask { try await self.converse(text, client) }
            group.addTask {
                try await ContinuousClock().sleep(for: Self.patience)
                return false
            }
            let first = try await group.next() ?? false
            group.cancelAll()
            while let _ = try? await group.next() {}
            return first
        }
        guard finished else {
            throw ProgramError.timedOut("the echo did not come within \(Self.patience.components.seconds) s")
        }
    }

    private func report(_ event: ClientEvent) {
        guard case .connection(let state) = event else { return }
        var line = JSONLine("connection")
        line.add("state", state.word)
        line.add("ts", PlainText.time(SystemClock.now()))
        try? output.object(line)
    }

    private func converse(_ text: String, _ client: ChatClient) async throws -> Bool {
        let store = assembly.store
        let changes = store.changes
        let conversation = try await store.startDirect(with: echo).id
        var lastRow = try await store.newestRow()
        let message = try await client.send(text, to: conversation)
        var state = DeliveryState.queued
        try print(state, of: message)
        var hasEcho = false
        for await _ in changes {
            if let now = try await store.message(message.messageID)?.state {
                for passed in [DeliveryState.sent, .delivered, .read] where now.hasReached(passed) {
                    guard !state.hasReached(passed) else { continue }
                    state = passed
                    try print(state, of: message)
                }
            }
            for received in try await store.received(afterRow: lastRow, limit: 100) {
                lastRow = received.row
                try MessageLine.print(received, operation: "received", to: output)
                if received.sender == echo, received.conversation == conversation { hasEcho = true }
            }
            if hasEcho, state.hasReached(.delivered) { return true }
        }
        return false
    }

    private func print(_ state: DeliveryState, of message: Message) throws {
        var line = JSONLine("send")
        line.add("ok", true)
        line.add("state", state.rawValue)
        line.add("id", message.messageID.rawValue)
        line.add("to", echo.rawValue)
        line.add("ts", PlainText.time(SystemClock.now()))
        line.add("text", PlainText.body(message.body))
        try output.object(line)
    }
}

nonisolated extension ConnectionState {
    /// The state in a word, for the JSON output.
    var word: String {
        switch self {
        case .offline: "offline"
        case .connecting: "connecting"
        case .online: "online"
        case .waiting: "waiting"
        case .signedOut: "signedOut"
        case .ownedElsewhere: "ownedElsewhere"
        }
    }
}
