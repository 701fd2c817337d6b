import ChatCore
import ChatModel

/// Runs one client of an account after the other, as a user does who starts the program again.
actor Runner {
    private let talker: Talker
    private var running: (client: ChatClient, task: Task<Void, Never>)?

    init(_ talker: Talker) {
        self.talker = talker
    }

    func start() {
        let client = talker.client()
        running = (client, Task { await client.run() })
    }

    /// - Parameter orderly: asked to end; otherwise its task is cancelled wherever it is.
    func restart(orderly: Bool) async {
        if orderly { await running?.client.stop() }
        await stop()
        start()
    }

    /// The user shows that they are there, without a word.
    func type() async {
        await running?.client.sendTyping(true, in: talker.direct)
    }

    /// The user has a message sent again.
    func retry(_ message: Message) async {
        try? await running?.client.retry(message.messageID, in: message.conversation)
    }

    /// What the present client says of its link.
    var state: ConnectionState {
        get async { await running?.client.connectionState ?? .offline }
    }

    func stop() async {
        running?.task.cancel()
        await running?.task.value
        running = nil
    }
}
