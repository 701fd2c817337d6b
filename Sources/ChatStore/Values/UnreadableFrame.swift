package import ChatModel

/// A frame that no codec could read, kept as it came.
package struct UnreadableFrame: Hashable, Sendable {
    /// Bytes of one frame that are kept at most.
    package static let maximumBytes = 64 * 1_024
    /// Frames that are kept at most; the oldest go first.
    package static let maximumCount = 1_000

    package var bytes: [UInt8]
    /// Whether it came as a text frame.
    package var isText: Bool
    /// What the codec could not read.
    package var reason: String
    package var arrival: Timestamp

    package init(bytes: [UInt8], isText: Bool, reason: String, arrival: Timestamp) {
        self.bytes = bytes
        self.isText = isText
        self.reason = reason
        self.arrival = arrival
    }
}
