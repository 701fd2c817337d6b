// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The releases before acknowledgements (docs/protocol.md); each says what it does not share with the one before.
extension DesignBehaviour {
    /// Flat JSON, stored for those who are offline, replayed once. No receipts, no pushes.
    package static let v1 = DesignBehaviour(
        name: "v1", form: { _, _ in FlatForm() }, paths: { _ in .unversioned(hasMessages: false) },
        profiles: Profiles(admission: .tokenAndKey, keepsOneKey: true, answersForAll: true),
        groups: Groups(onlyAdminsAdd: true, showsDocument: false),
        receipts: .none, pings: true, pushes: false, storesFirst: false,
        quirks: [
            .eitherSocketUnmaps, .cutsSilentSockets, .deletesOnWrite, .losesOnStaleMapping, .jamsOnBacklog,
            .breaksStoreWithoutAddress, .tellsOnlyTheAdded, .hidesRemovals, .failsToPromote, .failsForStrangers,
        ])

    /// Versioned envelopes in arrays; every message is stored first and deleted when it was written.
    package static let v2_0 = DesignBehaviour(
        name: "v2.0", form: { ArrayForm(notices: .flat, hasCategory: false, quirks: $0, now: $1) },
        paths: { _ in .unversioned(hasMessages: false) },
        profiles: Profiles(admission: .latestKeyAndToken, keepsOneKey: true),
        groups: Groups(showsDocument: false), receipts: .acknowledgement, pings: true,
        quirks: [
            .eitherSocketUnmaps, .cutsSilentSockets, .admitsWithoutKey, .deletesOnWrite, .losesOnStaleMapping,
            .jamsOnBacklog, .storesTyping, .tellsOnlyTheAdded,
        ])

    /// Sending by REST; a frame that is no message is poison.
    package static let v2_2 = v2_0.with(name: "v2.2") {
        $0.receipts = .state
        $0.posting = .unchecked
        $0.quirks.subtract([.losesOnStaleMapping, .tellsOnlyTheAdded])
        $0.quirks.insert(.stopsOnPoison)
    }

    /// Many keys and no token after the login, in theory: in truth everybody is let in.
    package static let v2_3 = v2_2.with(name: "v2.3") {
        $0.profiles.admission = .key
        $0.profiles.keepsOneKey = false
        $0.groups.showsDocument = true
        $0.pings = false
        $0.quirks.remove(.admitsWithoutKey)
        $0.quirks.insert(.admitsEverybody)
    }

    /// Messages and system messages told apart.
    package static let v2_5 = v2_3.with(name: "v2.5", hasCategory: true) {
        $0.receipts = .system
        $0.knowsFiles = true
        $0.quirks.insert(.dropsGroupSystem)
    }

    /// Paths below `/v1.0`, routes by resource, access keys that are checked.
    package static let v2_6 = v2_5.with(name: "v2.6", hasCategory: true, paths: .versioned) {
        $0.profiles.hasResources = true
        $0.groups.hasResources = true
        $0.quirks.remove(.admitsEverybody)
    }

    /// Checked bodies, text `ping`.
    package static let v2_7 = v2_6.with(name: "v2.7", hasCategory: true, paths: .versioned) {
        $0.profiles.loginBody = .checked(knowsMessageVersion: false)
        $0.groups.limits = (create: 100, add: 50)
        $0.posting = .checked
        $0.answersTextPing = true
    }

    private func with(
        name: String, hasCategory: Bool = false, paths: PathLayer = .unversioned(hasMessages: true),
        _ change: (inout DesignBehaviour) -> Void
    ) -> DesignBehaviour {
        var next = DesignBehaviour(
            name: name, form: { ArrayForm(notices: .headed, hasCategory: hasCategory, quirks: $0, now: $1) },
            paths: { _ in paths }, profiles: profiles, groups: groups, receipts: receipts, posting: posting,
            knowsFiles: knowsFiles,
            answersTextPing: answersTextPing, pings: pings, quirks: quirks)
        change(&next)
        return next
    }
}
