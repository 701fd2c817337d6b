import ChatModel
import ChatWire
import NIOCore
import NIOWebSocket

/// One open WebSocket as the gateway knows it. Sending never waits: like the real servers it fills the socket's buffer.
struct ClientSocket: Identifiable, Sendable {
    typealias ID = Int

    let id: ID
    let user: UserID
    let flags: SocketFlags
    private let channel: any Channel

    init(id: ID, user: UserID, flags: SocketFlags, channel: any Channel) {
        self.id = id
        self.user = user
        self.flags = flags
        self.channel = channel
    }

    func send(_ frame: Frame) {
        channel.writeAndFlush(webSocketFrame(frame), promise: nil)
    }

    /// Writes the frames and returns when the system has taken them.
    ///
    /// - Throws: when the socket closes before.
    func sendAndWait(_ frames: [Frame]) async throws {
        guard let last = frames.last else { return }
        for frame in frames.dropLast() { channel.write(webSocketFrame(frame), promise: nil) }
        try await channel.writeAndFlush(webSocketFrame(last)).get()
    }

    /// The server stops.
    func closeGoingAway() async {
        await close(.goingAway)
    }

    /// Says why, closes, and returns when the socket is closed.
    func close(_ code: WebSocketErrorCode) async {
        var data = channel.allocator.buffer(capacity: 2)
        data.write(webSocketErrorCode: code)
        try? await channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .connectionClose, data: data)).get()
        try? await channel.close()
    }

    private func webSocketFrame(_ frame: Frame) -> WebSocketFrame {
        switch frame {
        case .text(let text): WebSocketFrame(fin: true, opcode: .text, data: channel.allocator.buffer(string: text))
        case .binary(let bytes):
            WebSocketFrame(fin: true, opcode: .binary, data: channel.allocator.buffer(bytes: bytes))
        }
    }
}
