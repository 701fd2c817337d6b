import ChatCore
import ChatModel
import ChatStore
import ChatTestSupport
import ChatWire
import Logging

/// A client on a real store file and the real codec, with the network and the clock in the test's hands.
struct ClientRig: Sendable {
    let me = UserID("+919876543210")
    let peer = UserID("+919812345678")
    let other = UserID("+919811111111")
    /// What the wall clock shows.
    let time = Timestamp(milliseconds: 1_795_000_000_000)
    let files: TemporaryDirectory
    let store: MessageStore
    let transport = ScriptedTransport()
    let directory: ScriptedDirectory
    let clock = ManualClock()
    let client: ChatClient
    let frames: ServerFrames
    let events = Mailbox<ClientEvent>()

    /// What the wall clock does while the test moves the other one.
    enum WallClock {
        case standing
        case running
    }

    init(
        directory: ScriptedDirectory = ScriptedDirectory(), access: MessageStore.Access = .readWrite,
        wallClock: WallClock = .standing,
        configure: (inout ClientConfiguration) -> Void = { _ in }
    ) async throws {
        files = try TemporaryDirectory()
        self.directory = directory
        let (time, clock) = (time, clock)
        let now: @Sendable () -> Timestamp =
            switch wallClock {
            case .standing: { time }
            case .running: { time.advanced(by: clock.now.offset) }
            }
        let writable = try MessageStore.open(path: files.file("store.sqlite"), now: now)
        let account = Account(user: me, server: "http://127.0.0.1:8080", design: "v2.8")
        try await writable.setAccount(account)
        store = access == .readWrite ? writable : try MessageStore.open(path: writable.path, access: access)
        var configuration = ClientConfiguration(account: account, accessKey: "secret-key", design: .v2_8)
        configuration.jitter = { 1 }
        configure(&configuration)
        client = ChatClient(
            configuration: configuration, store: store, transport: transport, directory: directory, clock: clock,
            now: now, log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        frames = ServerFrames(me: me)
    }

    /// Runs the client while `body` plays the server, then stops it.
    func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await client.run() }
            group.addTask { for await event in client.events { await events.put(event) } }
            group.addTask {
                try await body()
                await client.stop()
            }
            do {
                for try await _ in group {}
            } catch {
                group.cancelAll()
                throw error
            }
        }
    }

    func conversation(with user: UserID) async throws -> ConversationID {
        try await store.startDirect(with: user).id
    }

    /// Waits until the store knows the message to be in `state`.
    func reached(_ state: DeliveryState, _ message: Message) async throws {
        let watch = DeliveryWatch(store: store, clock: clock)
        _ = try await watch.wait(for: message.messageID, until: state, timeout: .seconds(1_000_000))
    }

    /// The next connection state that is told.
    func nextState() async throws -> ConnectionState {
        while true {
            if case .connection(let state) = try await events.take() { return state }
        }
    }

    /// The next messages that are told to be new.
    func nextReceived() async throws -> [Message] {
        while true {
            if case .received(let messages) = try await events.take() { return messages }
        }
    }
}

extension Timestamp {
    func advanced(by duration: Duration) -> Timestamp {
        advanced(
            byMilliseconds: duration.components.seconds * 1000
                + duration.components.attoseconds / 1_000_000_000_000_000)
    }
}
