/// In what the releases that speak the versioned JSON differ, seen from a writer.
package struct HeadedJSONForm: Hashable, Sendable {
    /// The form's version, `_v`, in the digits that the phone apps of the time wrote.
    var version: String
    /// Whether the head names category and ephemerality.
    var namesCategory: Bool
    /// What `meta` holds; servers up to v2.7 merge it into their routing, so nothing else may be in it.
    var meta: Meta
    /// The body's key for the author's clock.
    var timeKey: String
    /// Whether a message that was stored is answered with CLIENT_ACK.
    var acknowledges: Bool
    /// Whether a typing notice to a group reaches anybody.
    var carriesGroupTyping: Bool

    /// What goes into `meta`.
    enum Meta: Hashable, Sendable {
        /// There is no `meta`; the servers would drop it.
        case absent
        /// The author's clock.
        case creationTime
        /// That and, for what must not be stored, `ephemeral`: these servers look for it here, not in the head.
        case creationTimeAndEphemeral
    }

    /// v2.0 to v2.3. Also the form of the apps of that time.
    package static let withoutCategory = HeadedJSONForm(
        version: "2.0", namesCategory: false, meta: .creationTime, timeKey: "sentAt", acknowledges: false,
        carriesGroupTyping: true)

    /// v2.5 to v2.7, which tell messages from system messages and deliver none of the latter to groups.
    package static let withCategory = HeadedJSONForm(
        version: "2.1", namesCategory: true, meta: .creationTimeAndEphemeral, timeKey: "sentAt", acknowledges: false,
        carriesGroupTyping: false)

    /// v2.8 and v3.
    package static let acknowledged = HeadedJSONForm(
        version: "2.1", namesCategory: true, meta: .absent, timeKey: "ts", acknowledges: true,
        carriesGroupTyping: true)
}
