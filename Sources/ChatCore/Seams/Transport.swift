package import ChatWire

/// Opens the WebSocket to a server: the seam that `ChatNetwork` fills and tests script.
package protocol Transport: Sendable {
    /// Connects and upgrades.
    ///
    /// - Throws: `TransportError`; cancellation of the calling task closes what was half open.
    func connect(_ request: ConnectRequest) async throws(TransportError) -> any Connection
}

/// Where and as whom to connect.
package struct ConnectRequest: Hashable, Sendable, Secretive {
    /// The server's base URL, `https://chat.example`; the scheme decides on TLS.
    package var server: String
    /// Path and query of the socket.
    package var path: String
    /// Authentication headers; the values are secrets.
    package var headers: [APIHeader]

    package init(server: String, path: String, headers: [APIHeader]) {
        self.server = server
        self.path = path
        self.headers = headers
    }

    /// Without the headers.
    package var description: String { "ConnectRequest(\(server)\(path))" }
}

/// One open WebSocket.
package protocol Connection: Sendable {
    /// Every message frame in order of arrival, from the first byte after the upgrade; ends when the link does, with
    /// an error unless it was closed in an orderly way. To be iterated once.
    var frames: AsyncThrowingStream<Frame, any Error> { get }

    /// What has arrived behind the frame that `frames` gave last, and is then given no more; nothing is waited for.
    func takeArrived() async -> [Frame]

    /// Writes one frame; returns when it was handed to the operating system, which is no proof of anything.
    func send(_ frame: Frame) async throws(TransportError)

    /// Writes several frames, in this order; returns when the last was handed to the operating system.
    func send(_ frames: [Frame]) async throws(TransportError)

    /// Sends a PING control frame and returns when its PONG has arrived. The caller sets the deadline by cancelling.
    func ping() async throws(TransportError)

    /// Closes in an orderly way and returns when the socket is really closed, at the latest after five seconds.
    func close() async
}

extension Connection {
    package func takeArrived() async -> [Frame] { [] }

    package func send(_ frames: [Frame]) async throws(TransportError) {
        for frame in frames { try await send(frame) }
    }
}

/// Why there is no link (any more): facts; the sentences are `ClientError`'s.
package enum TransportError: Error, Hashable, Sendable {
    /// No such host, refused, reset, timed out, TLS failed: `reason` is the system's words.
    case unreachable(host: String, reason: String)
    /// The upgrade was answered with this status instead of 101.
    case upgradeRefused(status: Int)
    /// The server is in trouble or finds that we ask too often, and wants to be asked again after this time.
    case upgradePutOff(status: Int, seconds: Int)
    /// The peer closed with this code (RFC 6455, section 7.4), or dropped the line (1006).
    case closed(code: Int, reason: String)
    /// The peer broke RFC 6455 or sent more than is allowed.
    case protocolViolation(String)
    /// The base URL cannot be used: not http(s), no host.
    case invalidServer(String)
    case cancelled
}
