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
}
