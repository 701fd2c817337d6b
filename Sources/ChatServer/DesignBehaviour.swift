import ChatModel

/// What distinguishes one served design from another: the only place in the server that chooses by design.
///
/// The services ask this value and never the name, so another design is another value here and, where the frames
/// differ, another `ServerWireForm`.
package struct DesignBehaviour: Sendable {
    /// Which headers a protected request needs.
    enum Admission: Hashable, Sendable {
        /// A valid identity token, and one of the user's keys.
        case tokenAndKey
        /// The user's latest key, then a valid identity token.
        case latestKeyAndToken
        /// One of the user's keys.
        case key
    }

    /// What a login's body is held to.
    enum LoginBody: Hashable, Sendable {
        /// The token comes in a header, the body is not checked.
        case unchecked
        /// Every key is checked, the token may be one of them; the latest releases know a message version too.
        case checked(knowsMessageVersion: Bool)
    }

    /// How a receiver's word about stored messages is taken.
    enum Receipts: Hashable, Sendable {
        /// There is no such word.
        case none
        /// An `ack` frame deletes what it names and goes no further.
        case acknowledgement
        /// A `state` frame deletes too, and goes on to its addressee.
        case state
        /// Both delete and go on, unless they are for the server itself.
        case system
        /// A frame of its own type deletes one message.
        case client
    }

    /// Sending by REST.
    enum Posting: Hashable, Sendable {
        case none
        /// Any list is taken.
        case unchecked
        /// A list of at least one string.
        case checked
        /// The same, answered with acknowledgements.
        case acknowledged
        /// Objects too; this design has a service of its own for it.
        case flexible
    }

    /// The group service of a design.
    struct Groups: Sendable {
        /// Routes by verb: `/create`, `/ID/add`.
        var hasVerbs = true
        /// Routes by method on the resource: `/`, `/ID/members`.
        var hasResources = false
        /// The most members that create and add may name on the resource routes; nil when their bodies are unchecked.
        var limits: (create: Int, add: Int)?
        var onlyAdminsAdd = false
        /// A single fetch shows the document's id.
        var showsDocument = true
        /// Groups are channels: other names, a type, the time of joining.
        var areChannels = false
        /// The one who changed a group hears of it too.
        var tellsActor = false
    }

    /// The profile service of a design.
    struct Profiles: Sendable {
        var admission = Admission.key
        var loginBody = LoginBody.unchecked
        /// A login makes the keys of before invalid.
        var keepsOneKey = false
        /// `/get` and `/user/sync`.
        var hasVerbs = true
        /// `/` and `/contactbook/sync`.
        var hasResources = false
        /// Contact sync answers for every number asked, not only for those that have an account.
        var answersForAll = false

        /// The identity token is asked for beyond the login.
        var needsToken: Bool { admission != .key }
    }

    /// How options name it: `v2.8`.
    package let name: String
    /// How frames are read and written.
    let form: @Sendable (_ quirks: Quirks, _ now: @escaping @Sendable () -> Timestamp) -> any ServerWireForm
    /// Which outside paths reach which service.
    let paths: @Sendable (_ quirks: Quirks) -> PathLayer
    var profiles = Profiles()
    var groups = Groups()
    var receipts = Receipts.client
    var posting = Posting.none
    /// A file can be asked for by its id.
    var knowsFiles = false
    /// A text `ping` is answered by `pong`.
    var answersTextPing = false
    /// The server sends PING control frames.
    var pings = false
    /// Pushes for offline users.
    var pushes = true
    /// Messages are stored before they are written, not only for those who are offline.
    var storesFirst = true
    /// Messages name their recipients or are looked up as channels, whatever their type.
    var routesByChannel = false
    /// How much of a backlog fits into the servers' internal request, in bytes.
    var backlogLimit = 1 << 20
    /// The defects that servers of this design have.
    package var quirks: Quirks

    /// Every design that this server can be, oldest first.
    package static let all: [DesignBehaviour] = [v1, v2_0, v2_2, v2_3, v2_5, v2_6, v2_7, v2_8, v3]

    /// The design of that name; nil when it is not served.
    package static func named(_ name: String) -> DesignBehaviour? {
        all.first { $0.name == name }
    }
}
