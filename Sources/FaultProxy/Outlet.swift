import Glibc
import NIOCore

/// The way out to one side: writes what it is given in order, at its time and in its pieces. Lives on the event loop.
final class Outlet {
    private enum Action {
        case bytes(ByteBuffer)
        case end
        case reset
    }

    private let loop: any EventLoop
    private var queue: [(due: NIODeadline, action: Action)] = []
    private var lastDue = NIODeadline.uptimeNanoseconds(0)
    private var wake: Scheduled<Void>?
    /// Bytes that wait here.
    private(set) var queuedBytes = 0
    /// Nil until the side is connected.
    var channel: (any Channel)? {
        didSet { pump() }
    }

    /// Between two pieces, so that they do not travel as one.
    private static let gap = TimeAmount.microseconds(50)

    init(loop: any EventLoop) {
        self.loop = loop
    }

    /// Writes `bytes` after everything before it.
    ///
    /// - Parameters:
    ///   - slice: the size of the pieces; nil: all at once.
    ///   - rate: bytes a second; nil: as fast as they go.
    func send(_ bytes: ByteBuffer, delay: Duration = .zero, slice: Int? = nil, rate: Int? = nil) {
        guard bytes.readableBytes > 0 else { return }
        lastDue = max(lastDue, .now() + TimeAmount(delay))
        let size = min(slice ?? .max, rate.map { max(1, $0 / 20) } ?? .max)
        var rest = bytes
        while let piece = rest.readSlice(length: min(size, rest.readableBytes)), piece.readableBytes > 0 {
            append(.bytes(piece))
            if let rate {
                lastDue = lastDue + .nanoseconds(Int64(piece.readableBytes) * 1_000_000_000 / Int64(rate))
            } else if slice != nil {
                lastDue = lastDue + Self.gap
            }
        }
        pump()
    }

    /// Ends the side in an orderly way once everything is written.
    func end(after delay: Duration = .zero) {
        lastDue = max(lastDue, .now() + TimeAmount(delay))
        append(.end)
        pump()
    }

    /// Resets the side once everything is written.
    func reset() {
        append(.reset)
        pump()
    }

    /// Forgets what waits and ends the side at once.
    func abandon() {
        queue = []
        queuedBytes = 0
        wake?.cancel()
        channel?.close(promise: nil)
    }

    private func append(_ action: Action) {
        if case .bytes(let bytes) = action { queuedBytes += bytes.readableBytes }
        queue.append((lastDue, action))
    }

    private func pump() {
        guard let channel else { return }
        wake?.cancel()
        wake = nil
        let now = NIODeadline.now()
        let ready = queue.prefix { $0.due <= now }
        queue.removeFirst(ready.count)
        for (_, action) in ready { perform(action, channel) }
        guard let next = queue.first else { return }
        let bound = NIOLoopBound(self, eventLoop: loop)
        wake = loop.scheduleTask(deadline: next.due) { bound.value.pump() }
    }

    private func perform(_ action: Action, _ channel: any Channel) {
        switch action {
        case .bytes(let bytes):
            queuedBytes -= bytes.readableBytes
            channel.writeAndFlush(bytes, promise: nil)
        case .end:
            channel.close(promise: nil)
        case .reset:
            guard let socket = channel as? any SocketOptionProvider else { return channel.close(promise: nil) }
            socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
        }
    }
}
