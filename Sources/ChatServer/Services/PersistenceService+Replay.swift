import ChatModel
import ChatWire

extension PersistenceService {
    /// How many messages are written before waiting for the socket to take them; bounds what a slow reader costs.
    private static let batch = 200

    /// Writes everything that waits for the user to their mapped socket, one frame each, oldest first. What the
    /// socket's form cannot express keeps waiting.
    func replay(to user: UserID, through gateway: WebSocketGateway) async throws {
        guard let socket = await gateway.mappedSocket(of: user), try await !isJammed(user) else { return }
        let last = try await lastRow(for: user)
        var next: Int64 = 1
        while next <= last {
            let batch = try await claimPending(for: user, in: next...last, limit: Self.batch)
            guard let end = batch.last?.row else { return }
            var frames: [Frame] = []
            for pending in batch {
                if let frame = gateway.frame(of: pending.message, for: socket) {
                    frames.append(frame)
                } else {
                    try await release(pending.row)
                }
            }
            try await socket.sendAndWait(frames)
            next = end + 1
        }
    }
}
