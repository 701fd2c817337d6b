import ChatCore

/// What the program was told, by whom: flag before environment before the user's file before the default.
nonisolated struct Configuration: Sendable {
    /// The keys of the configuration file, dotted; an unknown one is an error with a suggestion.
    enum Key: String, CaseIterable, Sendable {
        case authMethod = "auth.method"
        case firebaseEndpoint = "auth.firebase.endpoint"
        case firebaseKey = "auth.firebase.api_key"
        case tokenCommand = "auth.token_command"
        case tokenFile = "auth.token_file"
        case contactsFreshHours = "contacts.fresh_hours"
        case contactSources = "contacts.sources"
        case dataDirectory = "data_dir"
        case defaultRegion = "default_region"
        case logLevel = "log_level"
        case notificationsCommand = "notifications.command"
        /// Whether the command reads the body as markup: `true` or `false`.
        case notificationsMarkup = "notifications.markup"
        case notificationsShowText = "notifications.show_text"
        case notificationsWhen = "notifications.when"
        case profile
        /// A PEM file of certificate authorities to trust besides the system's.
        case serverAuthorities = "server.ca_file"
        /// Whether `http://` may leave this machine: `true` or `false`.
        case serverPlainText = "server.plain_text"
        case serverDesign = "server.design"
        case serverURL = "server.url"
        case theme
    }

    /// The kinds of places a value can come from, the strongest first.
    enum Source: String, Sendable {
        case flag
        case environment
        case file
        case standard = "default"
    }

    /// A value and where it comes from.
    struct Setting: Equatable, Sendable {
        var value: String
        var source: Source
    }

    /// The configuration file that was read; nil when there is none.
    var file: String?
    /// Where to log instead of into the data directory.
    var logFile: String?
    private var settings: [Key: Setting]

    /// - Parameters:
    ///   - flags: what the command line says.
    ///   - environment: the process's environment.
    ///   - file: the values of the user's file.
    init(flags: [Key: String], environment: [String: String], values: [Key: String] = [:], file: String? = nil) {
        self.file = file
        settings = Self.defaults.mapValues { Setting(value: $0, source: .standard) }
        for (key, value) in values { settings[key] = Setting(value: value, source: .file) }
        for (key, name) in Self.variables {
            if let value = environment[name], !value.isEmpty {
                settings[key] = Setting(value: value, source: .environment)
            }
        }
        for (key, value) in flags { settings[key] = Setting(value: value, source: .flag) }
    }

    subscript(key: Key) -> String? { settings[key]?.value }

    /// The values of a key that holds a list; they are joined by a character that no path holds.
    func list(_ key: Key) -> [String] {
        self[key].map { $0.split(separator: Self.listSeparator).map(String.init) } ?? []
    }

    static let listSeparator: Character = "\0"

    /// The same with one value set as by a flag.
    func with(_ key: Key, _ value: String) -> Configuration {
        var copy = self
        copy.settings[key] = Setting(value: value, source: .flag)
        return copy
    }

    /// The same for an account of the demo's own, of which nothing that is configured about accounts is true.
    func forDemo(_ directory: String) -> Configuration {
        with(.dataDirectory, directory).with(.serverDesign, DesignChoice.automatic)
            .with(.authMethod, SignInMethod.code.rawValue)
    }

    func setting(_ key: Key) -> Setting? { settings[key] }

    private static let defaults: [Key: String] = [
        .contactsFreshHours: "24", .logLevel: "notice", .profile: "default", .serverDesign: "auto", .theme: "default",
    ]

    /// The environment variables that set a key.
    static let variables: [Key: String] = [
        .dataDirectory: "VARTALAP_DATA_DIR", .logLevel: "VARTALAP_LOG", .profile: "VARTALAP_PROFILE",
        .serverURL: "VARTALAP_SERVER", .theme: "VARTALAP_THEME", .tokenCommand: "VARTALAP_TOKEN_COMMAND",
    ]
}
