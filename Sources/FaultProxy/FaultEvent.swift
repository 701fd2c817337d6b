/// What happened on the proxy, in order.
package struct FaultEvent: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case opened
        /// The server agreed to a WebSocket.
        case upgraded
        case fault(Fault)
        /// A frame came by, before anything happened to it; only when frames are recorded.
        case frame(payload: [UInt8], isText: Bool)
        case closed
    }

    package var kind: Kind
    /// Counted from 1.
    package var connection: Int
    package var direction: Direction?
    /// The number of the message frame that it happened to, from 1, in its direction.
    package var frame: Int?
    package var glance: FrameGlance?
}
