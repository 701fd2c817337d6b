/// Which way bytes go, as the client sees it.
package enum Direction: String, CaseIterable, Hashable, Sendable {
    /// From the server to the client.
    case `in`
    /// From the client to the server.
    case out
}

/// One thing that goes wrong on a link, and when: a line of the vocabulary that the testers' page lays down.
///
/// Frames are counted for each connection and direction by itself, from the moment the fault was set, and only those
/// that carry messages: not pings, pongs and closes.
package struct Fault: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Everything comes later, in order; the jitter is drawn for each frame.
        case latency(Duration, jitter: Duration)
        /// So many bytes a second at most.
        case bandwidth(Int)
        /// Nothing passes any more, on HTTP either; after the time, if one is given, the connection ends.
        case timeout(Duration?)
        /// A TCP reset to both sides.
        case reset
        /// The end of one side reaches the other so much later.
        case slowClose(Duration)
        /// Bytes are written in pieces of this size.
        case slice(Int)
        /// The connection ends after so many bytes.
        case limit(Int)
        /// So many frames never arrive.
        case drop(Int)
        /// So many frames arrive twice.
        case duplicate(Int)
        /// Frames are held until there are so many, and arrive in the opposite order; what is held when the link ends
        /// arrives on the user's next one, behind its first frame.
        case reorder(Int)
        /// One bit is wrong.
        case corrupt
        /// Acknowledgements come so much later, behind what followed them.
        case delayAcknowledgement(Duration)
        /// Acknowledgements never come.
        case noAcknowledgement
        /// The socket is closed with this code; 1006 drops the line without one.
        case close(Int)
        /// Requests, those for an upgrade included, are answered with this status; with `Retry-After` in seconds.
        case http(Int, retryAfter: Int?)
        /// An open socket goes dead: nothing passes, nobody is told.
        case halfOpen
        /// What the client writes is taken and never delivered.
        case dropAfterWrite
        /// Another socket of the same user is opened behind the client's back, for so long or as long as the link.
        case secondLogin(Duration?)
        /// The TLS handshake of a client that comes with `https` fails.
        case tlsFail
    }

    /// What has to have happened before the fault does.
    package enum Trigger: Hashable, Sendable {
        case always
        /// So many frames have passed.
        case after(Int)
        /// This frame, counted from 1; of it, so many bytes still pass.
        case at(frame: Int, byte: Int?)
    }

    package var kind: Kind
    /// nil: both, or the one that the kind makes sense for.
    package var direction: Direction?
    /// How likely it is for each frame (request, connection) that it could happen to.
    package var probability: Double
    /// Makes the draws of this fault others than those of the same fault with another seed.
    package var seed: UInt64?
    package var trigger: Trigger
    /// Only the connection of this number, counted from 1 in the order of their acceptance.
    package var connection: Int?

    package init(
        _ kind: Kind, direction: Direction? = nil, probability: Double = 1, seed: UInt64? = nil,
        trigger: Trigger = .always, connection: Int? = nil
    ) {
        self.kind = kind
        self.direction = direction
        self.probability = probability
        self.seed = seed
        self.trigger = trigger
        self.connection = connection
    }
}

extension Fault {
    /// What a fault can happen to.
    enum Scope {
        /// Every byte, HTTP included.
        case bytes
        /// Every frame of an open socket.
        case socket
        /// Frames that carry messages.
        case messages
        /// Those of them that are acknowledgements.
        case acknowledgements
        /// Requests, or connections before the first request.
        case requests
    }

    var scope: Scope {
        switch kind {
        case .latency, .bandwidth, .timeout, .reset, .slice, .limit: .bytes
        case .halfOpen: .socket
        case .drop, .duplicate, .reorder, .corrupt, .close, .dropAfterWrite, .secondLogin: .messages
        case .delayAcknowledgement, .noAcknowledgement: .acknowledgements
        case .http, .tlsFail, .slowClose: .requests
        }
    }

    /// Whether the fault concerns this direction of this connection.
    func concerns(_ direction: Direction, connection: Int) -> Bool {
        guard self.connection == nil || self.connection == connection else { return false }
        if let own = self.direction { return own == direction }
        switch kind {
        case .dropAfterWrite, .secondLogin: return direction == .out
        case .delayAcknowledgement, .noAcknowledgement: return direction == .in
        default: return true
        }
    }
}
