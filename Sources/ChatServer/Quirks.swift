/// The real servers' defects that a client has to survive, each of which can be switched off.
///
/// Which of them a design has stands in its `DesignBehaviour`; `LocalServerOptions.fixed` takes some away.
package struct Quirks: OptionSet, Hashable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    // MARK: The link

    /// The socket map forgets a user when *any* socket of that user closes, so that the newer one is left an orphan.
    package static let eitherSocketUnmaps = Quirks(rawValue: 1 << 0)
    /// A socket on which the server wrote nothing for a while is cut without a close frame (close code 1006).
    package static let cutsSilentSockets = Quirks(rawValue: 1 << 4)
    /// Every caller is let in, whatever the headers say: the check is made but its outcome is not awaited.
    package static let admitsEverybody = Quirks(rawValue: 1 << 8)
    /// A valid token without an access key is enough for somebody who has never logged in.
    package static let admitsWithoutKey = Quirks(rawValue: 1 << 9)
    /// The front cuts every path below a service's own down to `/`, so that single channels cannot be reached.
    package static let collapsesPaths = Quirks(rawValue: 1 << 10)

    // MARK: Delivery

    /// A message counts as sent once it was written to a socket, dead or alive, and is never replayed.
    package static let marksSentOnWrite = Quirks(rawValue: 1 << 1)
    /// A stored message is deleted once it was written to a socket, dead or alive.
    package static let deletesOnWrite = Quirks(rawValue: 1 << 11)
    /// A message is deleted before it is stored, so that it comes once more at the next connect. It takes a race on
    /// the real servers, so no design has it by default.
    package static let savesLate = Quirks(rawValue: 1 << 12)
    /// A message for somebody whose socket has just gone is lost.
    package static let losesOnStaleMapping = Quirks(rawValue: 1 << 13)
    /// A backlog that is too large for the servers' internal request is never replayed, now or later.
    package static let jamsOnBacklog = Quirks(rawValue: 1 << 2)
    /// What waits is not replayed on connect.
    package static let neverReplays = Quirks(rawValue: 1 << 14)
    /// Fetching what waits is answered 500.
    package static let failsToPull = Quirks(rawValue: 1 << 15)
    /// A frame above 64 KiB is acknowledged but not delivered live; one above 1 MiB is not even acknowledged.
    package static let losesLargeFrames = Quirks(rawValue: 1 << 6)
    /// Typing notices for somebody offline are stored and replayed.
    package static let storesTyping = Quirks(rawValue: 1 << 16)
    /// One frame that is for nobody breaks the store: from then on nothing is stored or replayed, for anybody.
    package static let breaksStoreWithoutAddress = Quirks(rawValue: 1 << 29)

    // MARK: Delivery, by race or by failure of a part; no design has these by default

    /// The session service is not told that a socket has gone: what `losesOnStaleMapping` is about.
    package static let hearsDisconnectsLate = Quirks(rawValue: 1 << 26)
    /// The gateway is not reached by those who deliver: messages wait for the next connect, connected or not.
    package static let cannotReachGateway = Quirks(rawValue: 1 << 27)
    /// Of a list sent by REST only the first message survives, as over NATS, where the others count as its doubles.
    package static let keepsFirstOfBatch = Quirks(rawValue: 1 << 28)
    /// A replay comes too late for its socket and is stored back as one message (v1).
    package static let nestsReplays = Quirks(rawValue: 1 << 30)
    /// Messages for one receiver overtake each other in pairs.
    package static let reorders = Quirks(rawValue: 1 << 31)

    // MARK: Routing

    /// The sender that a JSON frame names is believed.
    package static let trustsSender = Quirks(rawValue: 1 << 3)
    /// An address is cut at its first dot, and one with a space goes nowhere.
    package static let cutsAddresses = Quirks(rawValue: 1 << 5)
    /// A frame that is no message stops the routing of everybody's messages until the server is started again.
    package static let stopsOnPoison = Quirks(rawValue: 1 << 17)
    /// Group messages come back to their sender.
    package static let echoesToSender = Quirks(rawValue: 1 << 18)
    /// Anybody may write to any group.
    package static let skipsMembership = Quirks(rawValue: 1 << 19)
    /// Receipts and typing notices for a group reach nobody.
    package static let dropsGroupSystem = Quirks(rawValue: 1 << 20)

    // MARK: Groups

    /// Group notices say that they are for an individual.
    package static let mislabelsNotices = Quirks(rawValue: 1 << 7)
    /// Only those who were added to a group hear of it, not the members of before.
    package static let tellsOnlyTheAdded = Quirks(rawValue: 1 << 21)
    /// Nobody hears of a removal.
    package static let hidesRemovals = Quirks(rawValue: 1 << 22)
    /// When the only admin leaves, nobody follows and the answer is 500.
    package static let failsToPromote = Quirks(rawValue: 1 << 23)
    /// A group that the caller is not in is answered 500.
    package static let failsForStrangers = Quirks(rawValue: 1 << 24)
    /// Adding and removing members works, but is answered 500 and nobody hears of it.
    package static let failsAfterChange = Quirks(rawValue: 1 << 25)

    /// Every quirk under the name by which people switch it off.
    package static let named: [(name: String, quirk: Quirks)] = [
        ("either-socket-unmaps", .eitherSocketUnmaps), ("cuts-silent-sockets", .cutsSilentSockets),
        ("admits-everybody", .admitsEverybody), ("admits-without-key", .admitsWithoutKey),
        ("collapses-paths", .collapsesPaths), ("marks-sent-on-write", .marksSentOnWrite),
        ("deletes-on-write", .deletesOnWrite), ("saves-late", .savesLate),
        ("loses-on-stale-mapping", .losesOnStaleMapping), ("jams-on-backlog", .jamsOnBacklog),
        ("never-replays", .neverReplays), ("fails-to-pull", .failsToPull),
        ("loses-large-frames", .losesLargeFrames), ("stores-typing", .storesTyping),
        ("trusts-sender", .trustsSender), ("cuts-addresses", .cutsAddresses), ("stops-on-poison", .stopsOnPoison),
        ("echoes-to-sender", .echoesToSender), ("skips-membership", .skipsMembership),
        ("drops-group-system", .dropsGroupSystem), ("mislabels-notices", .mislabelsNotices),
        ("tells-only-the-added", .tellsOnlyTheAdded), ("hides-removals", .hidesRemovals),
        ("fails-to-promote", .failsToPromote), ("fails-for-strangers", .failsForStrangers),
        ("fails-after-change", .failsAfterChange), ("breaks-store-without-address", .breaksStoreWithoutAddress),
        ("hears-disconnects-late", .hearsDisconnectsLate), ("cannot-reach-gateway", .cannotReachGateway),
        ("keeps-first-of-batch", .keepsFirstOfBatch), ("nests-replays", .nestsReplays), ("reorders", .reorders),
    ]

    /// The quirk of that name; nil when there is none.
    package init?(name: String) {
        guard let match = Self.named.first(where: { $0.name == name }) else { return nil }
        self = match.quirk
    }

    /// The names of those that are in the set.
    package var names: [String] {
        Self.named.filter { contains($0.quirk) }.map(\.name)
    }
}
