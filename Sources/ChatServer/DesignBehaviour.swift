/// What distinguishes one served design from another: the only place in the server that chooses by design.
///
/// The services ask this value and never the name, so another design is another value here and another
/// `ServerWireForm`.
package struct DesignBehaviour: Sendable {
    /// How options name it: `v2.8`.
    package let name: String
    /// How frames are read and written.
    let form: any ServerWireForm
    /// Which outside paths reach which service.
    let paths: PathLayer
    /// The most members a create and an add call may name, on the routes that are validated.
    let memberLimits: (create: Int, add: Int)
    /// The defects that servers of this design have.
    package let quirks: Quirks

    /// Every design that this server can be.
    package static let all: [DesignBehaviour] = [.v2_8]

    /// The design of that name; nil when it is not served.
    package static func named(_ name: String) -> DesignBehaviour? {
        all.first { $0.name == name }
    }

    /// v2.8 over JSON text (docs/protocol.md): acknowledgements both ways, one message a frame.
    package static let v2_8 = DesignBehaviour(
        name: "v2.8",
        form: HeadedJSONForm(),
        paths: .withVersionPrefix,
        memberLimits: (create: 100, add: 50),
        quirks: [
            .eitherSocketUnmaps, .marksSentOnWrite, .jamsOnBacklog, .trustsSender, .cutsSilentSockets, .cutsAddresses,
            .losesLargeFrames, .mislabelsNotices,
        ])
}
