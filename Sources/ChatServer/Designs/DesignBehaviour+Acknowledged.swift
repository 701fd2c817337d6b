// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The releases that acknowledge, over JSON text and protobuf (docs/protocol.md).
extension DesignBehaviour {
    /// Acknowledgements both ways, one message a frame.
    package static let v2_8 = DesignBehaviour(
        name: "v2.8", form: { HeadedJSONForm(isStrict: true, quirks: $0, now: $1) }, paths: { _ in .versioned },
        profiles: Profiles(loginBody: .checked(knowsMessageVersion: true), hasResources: true),
        groups: Groups(hasResources: true, limits: (create: 100, add: 50), tellsActor: true),
        posting: .acknowledged, knowsFiles: true, answersTextPing: true, backlogLimit: 290_000,
        quirks: [
            .eitherSocketUnmaps, .marksSentOnWrite, .jamsOnBacklog, .trustsSender, .cutsSilentSockets, .cutsAddresses,
            .losesLargeFrames, .mislabelsNotices,
        ])

    /// Channels for groups, recipients in messages, no replay: what waits has to be fetched, which fails.
    package static let v3 = DesignBehaviour(
        name: "v3", form: { HeadedJSONForm(isStrict: false, quirks: $0, now: $1) },
        paths: { .channels(collapses: $0.contains(.collapsesPaths)) },
        profiles: Profiles(loginBody: .checked(knowsMessageVersion: true), hasVerbs: false, hasResources: true),
        groups: Groups(
            hasVerbs: false, hasResources: true, limits: (create: 100, add: 50), areChannels: true, tellsActor: true),
        posting: .flexible, answersTextPing: true, routesByChannel: true,
        quirks: [
            .eitherSocketUnmaps, .marksSentOnWrite, .trustsSender, .cutsSilentSockets, .collapsesPaths, .neverReplays,
            .failsToPull, .echoesToSender, .skipsMembership, .mislabelsNotices, .failsAfterChange,
        ])
}
