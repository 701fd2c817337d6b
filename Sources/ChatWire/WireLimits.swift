/// The sizes that keep a server and its other users unharmed, and a hostile frame small. Bytes of UTF-8.
package enum WireLimits {
    /// The largest text that is sent: larger ones jam the receiver's replay for ever on several designs.
    package static let textBytes = 16_000
    /// The largest frame that is sent: v2.8 acknowledges one above 64 kB and then loses it.
    package static let frameBytes = 60_000
    /// Ids that one receipt may carry.
    package static let receiptIDs = 100
    /// The longest user, group, conversation or message id, both ways.
    package static let nameBytes = 256

    // MARK: What a server may make us keep

    /// Members of one group; servers make none above 100, and old ones have no limit of their own.
    package static let groupMembers = 5_000
    /// Groups in one answer.
    package static let groups = 2_000
    /// Scalars of a group's title.
    package static let titleScalars = 500
    /// Bytes of an access key or token: what fits into a header on every server.
    package static let secretBytes = 4_096

    /// Whether a server gave something that can be shown to it again in a header.
    package static func isSecret(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= secretBytes && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
