import ChatModel
import ChatWire
import Logging

/// Holds the sockets: tells the other services who comes, goes and speaks, and writes to clients.
///
/// One socket a user: a second connection takes the first one's place in the map, and with the quirk
/// `eitherSocketUnmaps` the entry is gone as soon as *either* of them closes.
actor WebSocketGateway {
    /// How sessions refer to this gateway; there is only one in this process.
    nonisolated let name = "gateway-1"
    nonisolated let form: any ServerWireForm
    nonisolated let quirks: Quirks
    private nonisolated let answersTextPing: Bool
    private nonisolated let longestHold: Duration
    private nonisolated let broker: MessageBroker
    private nonisolated let log: Logger

    /// The newest socket of each user.
    private var mapped: [UserID: ClientSocket] = [:]
    /// Every open socket, orphans too, so that all can be closed.
    private var open: [ClientSocket.ID: ClientSocket] = [:]
    private var lastID: ClientSocket.ID = 0
    private var isStopping = false
    /// The message of each socket that the next one overtakes (quirk `reorders`).
    private var heldBack: [ClientSocket.ID: ChatMessage] = [:]

    /// Above this many bytes the broker takes no message (quirk `losesLargeFrames`).
    private static let brokerLimit = 1 << 20

    init(
        form: any ServerWireForm, answersTextPing: Bool, longestHold: Duration, quirks: Quirks, broker: MessageBroker,
        log: Logger
    ) {
        self.answersTextPing = answersTextPing
        self.longestHold = longestHold
        self.form = form
        self.quirks = quirks
        self.broker = broker
        self.log = log
    }

    // MARK: Sockets

    func nextID() -> ClientSocket.ID {
        lastID += 1
        return lastID
    }

    /// A socket was upgraded: from now on it is its user's.
    nonisolated func onConnect(_ socket: ClientSocket) async {
        guard await map(socket) else { return await socket.closeGoingAway() }
        log.debug("connected", metadata: ["user": "\(LogText.harmless(socket.user.rawValue))"])
        await broker.publish(.userConnected(socket.user, gateway: name))
    }

    /// The socket is being read: what is stored for its user may be written beside.
    nonisolated func onReady(_ socket: ClientSocket) async {
        await broker.publish(.userReady(socket.user))
    }

    nonisolated func onDisconnect(_ socket: ClientSocket) async {
        guard await unmap(socket) else { return }
        log.debug("disconnected", metadata: ["user": "\(LogText.harmless(socket.user.rawValue))"])
        guard !quirks.contains(.hearsDisconnectsLate) else { return }
        await broker.publish(.userDisconnected(socket.user, gateway: name))
    }

    /// False when the server is stopping and takes nobody any more.
    private func map(_ socket: ClientSocket) -> Bool {
        guard !isStopping else { return false }
        open[socket.id] = socket
        mapped[socket.user] = socket
        return true
    }

    /// Whether the user is without a mapped socket now.
    private func unmap(_ socket: ClientSocket) -> Bool {
        open[socket.id] = nil
        heldBack[socket.id] = nil
        guard quirks.contains(.eitherSocketUnmaps) || mapped[socket.user]?.id == socket.id else { return false }
        mapped[socket.user] = nil
        return true
    }

    func mappedSocket(of user: UserID) -> ClientSocket? {
        mapped[user]
    }

    /// Closes every socket, and from now on every new one at once.
    func closeAll() async {
        isStopping = true
        await withDiscardingTaskGroup { group in
            for socket in open.values { group.addTask { await socket.closeGoingAway() } }
        }
    }

    // MARK: Frames

    /// What became of a message for a user.
    enum Delivery: Hashable, Sendable {
        case written, notConnected
        /// The content cannot be expressed in the receiver's form; it never will be.
        case unwritable
    }

    /// Writes to the user's mapped socket.
    nonisolated func deliver(_ message: ChatMessage, to user: UserID) async -> Delivery {
        guard let socket = await mappedSocket(of: user) else { return .notConnected }
        guard quirks.contains(.reorders) else { return deliver(message, to: socket) }
        guard let earlier = await overtake(by: message, on: socket) else { return .written }
        let delivery = deliver(message, to: socket)
        _ = deliver(earlier, to: socket)
        return delivery
    }

    /// The message that this one overtakes; nil when there is none, and this one is held back for the next to overtake,
    /// or for a moment.
    private func overtake(by message: ChatMessage, on socket: ClientSocket) -> ChatMessage? {
        if let earlier = heldBack.removeValue(forKey: socket.id) { return earlier }
        heldBack[socket.id] = message
        Task {
            try await Task.sleep(for: longestHold)
            release(message, on: socket)
        }
        return nil
    }

    private func release(_ message: ChatMessage, on socket: ClientSocket) {
        guard heldBack[socket.id] == message else { return }
        heldBack[socket.id] = nil
        _ = deliver(message, to: socket)
    }

    nonisolated func deliver(_ message: ChatMessage, to socket: ClientSocket) -> Delivery {
        guard let frame = frame(of: message, for: socket) else { return .unwritable }
        socket.send(frame)
        return .written
    }

    /// The message in the form that the socket wants; nil when it cannot be expressed in it.
    nonisolated func frame(of message: ChatMessage, for socket: ClientSocket) -> Frame? {
        try? form.write(message, flags: socket.flags)
    }

    /// A frame came in. What cannot be read is dropped without a word and the socket stays.
    nonisolated func onMessage(_ frame: Frame, from socket: ClientSocket) async {
        guard !(answersTextPing && frame == .text("ping")) else {
            if await mappedSocket(of: socket.user)?.id == socket.id { socket.send(.text("pong")) }
            return
        }
        await take(frame, from: socket.user)
    }

    /// Reads a frame and sends it on its way.
    nonisolated func take(_ frame: Frame, from user: UserID) async {
        do {
            let message = try form.read(frame, from: user)
            guard message.kind != .clientAcknowledgement else { return await acknowledge(message) }
            guard await submit(message) else { return }
            await acknowledge(message, to: user)
        } catch {
            log.debug("frame dropped", metadata: ["reason": "\(error)"])
            guard case .poison(let reason) = error, quirks.contains(.stopsOnPoison) else { return }
            await broker.stopRouting("\(LogText.harmless(user.rawValue)) sent a frame that is no message: \(reason)")
        }
    }

    /// The receiver has stored a message.
    nonisolated func acknowledge(_ message: ChatMessage) async {
        guard let id = message.id else { return }
        await broker.publish(.clientAcknowledgement(user: message.source, id: id))
    }

    /// Gives the message to the broker; false when the broker does not take it.
    nonisolated func submit(_ message: ChatMessage) async -> Bool {
        guard !(quirks.contains(.losesLargeFrames) && message.weight > Self.brokerLimit) else { return false }
        await broker.publish(.newMessage(message))
        return true
    }

    /// Acknowledges to the socket that is mapped now, by that socket's wishes: an orphan hears nothing.
    private nonisolated func acknowledge(_ message: ChatMessage, to user: UserID) async {
        guard let socket = await mappedSocket(of: user), socket.flags.wantsAcknowledgements else { return }
        _ = deliver(message.acknowledgement, to: socket)
    }
}
