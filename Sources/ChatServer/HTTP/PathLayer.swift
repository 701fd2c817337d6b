/// The front's path table (nginx): which outside path reaches which route of which service, and whether it asks for
/// authentication first. Paths that are not listed exist for nobody.
struct PathLayer: Sendable {
    /// The services that have HTTP routes.
    enum Service: Hashable, Sendable {
        case profile, group, gateway, file
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
    }

    /// Whether a leading `/v1.0` is taken off first.
    private let stripsVersion: Bool
    private let locations: [Location]

    /// v2.6 to v2.8: every path works with and without `/v1.0`.
    static let withVersionPrefix = PathLayer(
        stripsVersion: true,
        locations: [
            Location(prefix: "/login", service: .profile, replacement: "/login", isProtected: false, isExact: true),
            Location(prefix: "/profile/", service: .profile, replacement: "/"),
            Location(prefix: "/contactbook/", service: .profile, replacement: "/contactbook/"),
            Location(prefix: "/groups/", service: .group, replacement: "/"),
            Location(prefix: "/group/", service: .group, replacement: "/"),
            Location(prefix: "/messages", service: .gateway, replacement: "/messages", isExact: true),
            Location(prefix: "/assets/", service: .file, replacement: "/"),
            Location(prefix: "/file/", service: .file, replacement: "/"),
        ])

    func resolve(_ outside: String) -> Target {
        let path = stripsVersion && outside.hasPrefix("/v1.0/") ? String(outside.dropFirst(5)) : outside
        switch path {
        case "/wss/": return .socket
        case "/wss": return .redirect("/wss/")
        default: break
        }
        guard let location = locations.first(where: { $0.isExact ? path == $0.prefix : path.hasPrefix($0.prefix) })
        else { return .nowhere }
        let inside = location.replacement + path.dropFirst(location.prefix.count)
        return .service(location.service, path: inside, isProtected: location.isProtected)
    }
}
