import ChatModel
import ChatWire

extension PersistenceService {
    /// How many messages are written before waiting for the socket to take them; bounds what a slow reader costs.
    private static let batch = 200

    /// Writes everything that waits for the user to their mapped socket, oldest first: all in one frame, or each in its
    /// own, as the design has it. What the socket's form cannot express keeps waiting.
    func replay(to user: UserID, through gateway: WebSocketGateway) async throws {
        guard !quirks.contains(.neverReplays), let socket = await gateway.mappedSocket(of: user) else { return }
        let last = try await lastRow(for: user)
        guard last > 0, try await !isJammed(user) else {
            // Without an acknowledgement of any kind, what was published is forgotten, published or not.
            if last > 0, design.receipts == .none { try await remove(rows(for: user, through: last)) }
            return
        }
        if form.replay([]) == nil {
            try await replayEach(to: socket, through: gateway, last: last)
        } else {
            try await replayAll(to: socket, last: last)
        }
    }

    /// Those that were sent but not acknowledged come again, unless the design has forgotten them by then.
    private var repeatsSent: Bool {
        quirks.isDisjoint(with: [.marksSentOnWrite, .deletesOnWrite])
    }

    private func replayEach(to socket: ClientSocket, through gateway: WebSocketGateway, last: Int64) async throws {
        var next: Int64 = 1
        while next <= last {
            let batch = try await claimPending(
                for: socket.user, in: next...last, withSent: repeatsSent, limit: Self.batch)
            guard let end = batch.last?.row else { return }
            var frames: [Frame] = []
            for pending in batch {
                if let frame = gateway.frame(of: pending.message, for: socket) {
                    frames.append(frame)
                } else {
                    try await release(pending.row)
                }
            }
            try await socket.sendAndWait(quirks.contains(.reorders) ? frames.overtaking : frames)
            next = end + 1
        }
    }

    private func replayAll(to socket: ClientSocket, last: Int64) async throws {
        var waiting = try await claimPending(for: socket.user, in: 1...last, withSent: repeatsSent, limit: .max)
        if quirks.contains(.reorders) { waiting = waiting.overtaking }
        guard !waiting.isEmpty, let frame = form.replay(waiting.map(\.message)) else { return }
        let rows = waiting.map(\.row)
        if quirks.contains(.nestsReplays), let nested = nested(frame, of: waiting.map(\.message)) {
            _ = try await save(nested, for: [socket.user])
            return try await remove(rows)
        }
        if quirks.contains(.deletesOnWrite) { try await remove(rows) }
        try await socket.sendAndWait([frame])
        // Nobody will ever acknowledge these.
        if design.receipts == .none { try await remove(rows) }
    }

    /// A replay as the one message that it is stored back as; nil when it was stored back before.
    private func nested(_ frame: Frame, of messages: [ChatMessage]) -> ChatMessage? {
        guard design.receipts == .none, case .text(let text) = frame, var message = messages.first,
            !messages.contains(where: { $0.content?.first == UInt8(ascii: "[") })
        else { return nil }
        message.content = Array(text.utf8)
        return message
    }

    private func rows(for user: UserID, through last: Int64) async throws -> [Int64] {
        try await claimPending(for: user, in: 1...last, withSent: true, limit: .max).map(\.row)
    }
}

extension Array {
    /// The same with every second element before the one that it follows.
    fileprivate var overtaking: [Element] {
        stride(from: 0, to: count, by: 2).flatMap { self[$0..<Swift.min($0 + 2, count)].reversed() }
    }
}
