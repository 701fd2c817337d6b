/// The front's path table (nginx): which outside path reaches which route of which service, and whether it asks for
/// authentication first. Paths that are not listed exist for nobody.
struct PathLayer: Sendable {
    /// The services that have HTTP routes.
    enum Service: Hashable, Sendable {
        case profile, group, gateway, file, message
    }

    /// Where a path leads.
    enum Target: Hashable, Sendable {
        case service(Service, path: String, isProtected: Bool)
        case socket
        case redirect(String)
        case nowhere
    }

    private struct Location: Sendable {
        var prefix: String
        var service: Service
        var replacement: String
        var isProtected = true
        /// The whole path must be equal, not only begin so.
        var isExact = false
        /// What follows the prefix is lost.
        var collapses = false
    }

    /// Whether a leading `/v1.0` is taken off first.
    private let stripsVersion: Bool
    /// Whether `/wss` without its slash leads to the socket and not to a redirect.
    private var takesBareSocket = false
    private let locations: [Location]

    /// Up to v2.5.
    static func unversioned(hasMessages: Bool) -> PathLayer {
        let messages = Location(prefix: "/messages", service: .gateway, replacement: "/messages", isExact: true)
        return PathLayer(
            stripsVersion: false,
            locations: [
                login,
                Location(prefix: "/profile/", service: .profile, replacement: "/"),
                Location(prefix: "/group/", service: .group, replacement: "/"),
                Location(prefix: "/file/", service: .file, replacement: "/"),
            ] + (hasMessages ? [messages] : []))
    }

    /// v2.6 to v2.8: every path works with and without `/v1.0`.
    static let versioned = PathLayer(
        stripsVersion: true,
        locations: [
            login,
            Location(prefix: "/profile/", service: .profile, replacement: "/"),
            Location(prefix: "/contactbook/", service: .profile, replacement: "/contactbook/"),
            Location(prefix: "/groups/", service: .group, replacement: "/"),
            Location(prefix: "/group/", service: .group, replacement: "/"),
            Location(prefix: "/messages", service: .gateway, replacement: "/messages", isExact: true),
            Location(prefix: "/assets/", service: .file, replacement: "/"),
            Location(prefix: "/file/", service: .file, replacement: "/"),
        ])

    /// v3: channels for groups, and a service for messages.
    ///
    /// - Parameter collapses: whether what follows a service's own path is lost, as in the configuration that ships.
    static func channels(collapses: Bool) -> PathLayer {
        PathLayer(
            stripsVersion: true, takesBareSocket: true,
            locations: [
                login,
                Location(prefix: "/contactbook/", service: .profile, replacement: "/contactbook/"),
            ]
                + [("/profile", .profile), ("/channels", .group), ("/messages", .message), ("/media", .file)]
                .flatMap { (prefix: String, service: Service) in
                    [
                        Location(prefix: prefix, service: service, replacement: "/", isExact: true),
                        Location(prefix: prefix + "/", service: service, replacement: "/", collapses: collapses),
                    ]
                })
    }

    private static let login = Location(
        prefix: "/login", service: .profile, replacement: "/login", isProtected: false, isExact: true)

    func resolve(_ outside: String) -> Target {
        let path = stripsVersion && outside.hasPrefix("/v1.0/") ? String(outside.dropFirst(5)) : outside
        switch path {
        case "/wss/": return .socket
        case "/wss": return takesBareSocket ? .socket : .redirect("/wss/")
        default: break
        }
        guard let location = locations.first(where: { $0.isExact ? path == $0.prefix : path.hasPrefix($0.prefix) })
        else { return .nowhere }
        let inside = location.replacement + (location.collapses ? "" : path.dropFirst(location.prefix.count))
        return .service(location.service, path: inside, isProtected: location.isProtected)
    }
}
