import ChatCore
import ChatModel
import ChatStore
import ChatWire

/// Which server design the configuration asks for: one by name, or whatever the server turns out to speak.
nonisolated enum DesignChoice {
    /// The word for asking the server.
    static let automatic = "auto"

    /// Everything that may be named.
    static var names: [String] { [automatic] + ServerDesign.all.map(\.name) }

    /// The design that the configuration names; nil when the server is to be asked.
    static func named(_ configuration: Configuration) throws(ProgramError) -> ServerDesign? {
        guard let name = configuration[.serverDesign], name != automatic else { return nil }
        return try design(name)
    }

    static func design(_ name: String) throws(ProgramError) -> ServerDesign {
        guard let design = ServerDesign.named(name) else {
            throw .unknownDesign(name, nearest: nearest(to: name), known: names)
        }
        return design
    }

    /// The name that was probably meant; the newest design of several.
    static func nearest(to name: String) -> String? {
        let near = ServerDesign.names(near: name)
        return near.last { !$0.contains("-") } ?? near.last ?? EditDistance.nearest(to: name, among: names)
    }

    /// How it is known which design is spoken.
    enum Source: String, Sendable {
        case configuration
        case login
        case server
        case unknown

        init(_ origin: DesignOrigin?) {
            switch origin {
            case .found: self = .server
            case .named: self = .login
            case nil: self = .unknown
            }
        }

        var words: String {
            switch self {
            case .configuration: "named in the configuration"
            case .login: "named at login"
            case .server: "found by asking the server"
            case .unknown: "as it was at login"
            }
        }
    }

    /// The design in use and how it is known, for `status`.
    struct Described: Sendable {
        var name: String
        var source: Source

        init(_ assembly: Assembly) async throws {
            if let named = try DesignChoice.named(assembly.configuration) {
                self.init(name: named.name, source: .configuration)
            } else {
                let origin = try await DesignOrigin.remembered(in: assembly.store)
                self.init(name: assembly.account.design, source: Source(origin))
            }
        }

        init(name: String, source: Source) {
            self.name = name
            self.source = source
        }
    }
}
