/// The real servers' defects that a client has to survive, each of which can be switched off.
///
/// Which of them a design has stands in its `DesignBehaviour`; `LocalServerOptions.fixed` takes some away.
package struct Quirks: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The socket map forgets a user when *any* socket of that user closes, so that the newer one is left an orphan.
    package static let eitherSocketUnmaps = Quirks(rawValue: 1 << 0)
    /// A message counts as sent once it was written to a socket, dead or alive, and is never replayed.
    package static let marksSentOnWrite = Quirks(rawValue: 1 << 1)
    /// A backlog that is too large for the servers' internal request is never replayed, now or later.
    package static let jamsOnBacklog = Quirks(rawValue: 1 << 2)
    /// The sender that a JSON frame names is believed.
    package static let trustsSender = Quirks(rawValue: 1 << 3)
    /// A socket on which the server wrote nothing for a while is cut without a close frame (close code 1006).
    package static let cutsSilentSockets = Quirks(rawValue: 1 << 4)
    /// An address is cut at its first dot, and one with a space goes nowhere.
    package static let cutsAddresses = Quirks(rawValue: 1 << 5)
    /// A frame above 64 KiB is acknowledged but not delivered live; one above 1 MiB is not even acknowledged.
    package static let losesLargeFrames = Quirks(rawValue: 1 << 6)
    /// Group notices say that they are for an individual.
    package static let mislabelsNotices = Quirks(rawValue: 1 << 7)

    /// Every quirk under the name by which people switch it off.
    package static let named: [(name: String, quirk: Quirks)] = [
        ("either-socket-unmaps", .eitherSocketUnmaps),
        ("marks-sent-on-write", .marksSentOnWrite),
        ("jams-on-backlog", .jamsOnBacklog),
        ("trusts-sender", .trustsSender),
        ("cuts-silent-sockets", .cutsSilentSockets),
        ("cuts-addresses", .cutsAddresses),
        ("loses-large-frames", .losesLargeFrames),
        ("mislabels-notices", .mislabelsNotices),
    ]

    /// The quirk of that name; nil when there is none.
    package init?(name: String) {
        guard let match = Self.named.first(where: { $0.name == name }) else { return nil }
        self = match.quirk
    }
}
