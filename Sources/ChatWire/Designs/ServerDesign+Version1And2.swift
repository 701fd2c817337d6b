// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The releases before acknowledgements. What is not said here is as in the design before; docs/protocol.md tells the
/// differences one by one.
extension ServerDesign {
    /// Flat JSON, text messages only.
    package static let v1 = ServerDesign(
        name: "v1",
        capabilities: Capabilities(
            acknowledges: false, wantsClientAcknowledgement: false, answersTextPing: false, echoesToSender: false
        ).with {
            $0.carriesReceipts = false
            $0.serverPings = true
            $0.needsToken = true
            $0.keepsOneKey = true
            $0.carriesTyping = false
            $0.carriesGroupTyping = false
            $0.adminOnlyAdds = true
            $0.promotesNextAdmin = false
            $0.notifiesGroupChanges = .creation
        },
        codec: FlatJSONCodec(),
        routes: APIRoutes.unversioned.with { $0.removeMember.failureMayHaveWorked = true }, socketPath: "/wss/")

    /// Versioned JSON, receipts and typing notices.
    package static let v2_0 = ServerDesign(
        name: "v2.0",
        capabilities: v1.capabilities.with {
            $0.carriesReceipts = true
            $0.carriesTyping = true
            $0.carriesGroupTyping = true
            $0.storesTyping = true
            $0.adminOnlyAdds = false
            $0.promotesNextAdmin = true
            $0.notifiesGroupChanges = [.creation, .removal]
        },
        codec: HeadedJSONCodec(form: .withoutCategory), routes: .unversioned, socketPath: "/wss/")

    /// Sending by REST. The last release of it has stopped to ping.
    package static let v2_2 = ServerDesign(
        name: "v2.2",
        capabilities: v2_0.capabilities.with {
            $0.restSending = RESTSending(acknowledgesEach: false, batchLimit: 100)
            $0.serverPings = false
            $0.notifiesGroupChanges = .all
        },
        codec: HeadedJSONCodec(form: .withoutCategory),
        routes: APIRoutes.unversioned.with { $0.sendMessages = "/messages" }, socketPath: "/wss/")

    /// Several sessions a user, no token after the login.
    package static let v2_3 = ServerDesign(
        name: "v2.3",
        capabilities: v2_2.capabilities.with {
            $0.needsToken = false
            $0.keepsOneKey = false
        },
        codec: HeadedJSONCodec(form: .withoutCategory),
        routes: APIRoutes.unversioned.with { $0.sendMessages = "/messages" }, socketPath: "/wss/")

    /// Messages and system messages told apart; the latter reach no group.
    package static let v2_5 = ServerDesign(
        name: "v2.5",
        capabilities: v2_3.capabilities.with {
            $0.carriesGroupTyping = false
            $0.storesTyping = false
        },
        codec: HeadedJSONCodec(form: .withCategory),
        routes: APIRoutes.unversioned.with { $0.sendMessages = "/messages" }, socketPath: "/wss/")

    /// Paths below `/v1.0`.
    package static let v2_6 = ServerDesign(
        name: "v2.6", capabilities: v2_5.capabilities, codec: HeadedJSONCodec(form: .withCategory),
        routes: .versioned, socketPath: "/v1.0/wss/")

    /// Checked bodies with limits, text `ping`. Over NATS only the first message of a REST send survives.
    package static let v2_7 = ServerDesign(
        name: "v2.7",
        capabilities: v2_6.capabilities.with {
            $0.restSending = RESTSending(acknowledgesEach: false, batchLimit: 1)
            $0.answersTextPing = true
            $0.maxGroupMembers = 100
            $0.maxAddedMembers = 50
        },
        codec: HeadedJSONCodec(form: .withCategory),
        routes: APIRoutes.versioned.with { $0.takesTokenInBody = true }, socketPath: "/v1.0/wss/")
}
