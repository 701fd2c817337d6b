import ChatCore
import ChatModel
import ChatWire

/// One account of the demo on the server: logged in, and able to hold a socket and speak over it.
nonisolated struct DemoLink: Sendable {
    let user: UserID
    let accessKey: String
    let server: String
    let design: ServerDesign
    let transport: any Transport
    let now: @Sendable () -> Timestamp

    func connect() async throws(TransportError) -> any Connection {
        try await transport.connect(
            ConnectRequest(
                server: server, path: design.socketPath,
                headers: design.authenticationHeaders(user: user, accessKey: accessKey)))
    }

    /// Writes one thing that this account says.
    ///
    /// - Parameters:
    ///   - to: a user, or a group's id when `isGroup`.
    ///   - conversation: where it belongs; derived from both users when nil.
    func say(
        _ content: Envelope.Content, to: String, conversation: ConversationID? = nil, isGroup: Bool = false,
        over connection: any Connection
    ) async throws {
        var generator = SystemRandomNumberGenerator()
        let time = now()
        let envelope = Envelope(
            id: MessageID.make(now: time, using: &generator), from: user, to: to, conversation: conversation,
            isGroup: isGroup, content: content, sentAt: time, sequence: time.milliseconds)
        try await connection.send(try design.codec.encode(envelope))
    }

    /// Tells the server that it may forget what it delivered.
    func acknowledge(_ envelope: Envelope, over connection: any Connection) async throws {
        guard design.capabilities.wantsClientAcknowledgement, let id = envelope.id else { return }
        switch envelope.content {
        case .text, .receipt, .groupChange, .unsupported: break
        case .typing, .serverAcknowledgement, .clientAcknowledgement: return
        }
        let acknowledgement = Envelope(id: id, from: user, to: serverAddress, content: .clientAcknowledgement)
        try await connection.send(try design.codec.encode(acknowledgement))
    }

    /// What a frame says, without what cannot be read.
    func envelopes(_ frame: Frame) -> [Envelope] {
        design.codec.decode(frame).compactMap { item in
            if case .envelope(let envelope) = item { envelope } else { nil }
        }
    }
}
