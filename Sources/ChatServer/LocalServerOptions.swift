package import ChatModel
package import Logging

/// How to run a `LocalServer`.
package struct LocalServerOptions: Sendable {
    /// Where accounts, groups and pending messages are kept.
    package enum Storage: Hashable, Sendable {
        /// Gone when the server stops.
        case memory
        /// An SQLite file, made when it does not exist.
        case file(String)
    }

    package var host: String
    /// 0 lets the system choose a free one; `LocalServer.url` tells which.
    package var port: Int
    package var storage: Storage
    package var design: DesignBehaviour
    /// Quirks of the design that this server shall not have.
    package var fixed: Quirks
    /// Quirks that this server shall have beyond those of the design.
    package var added: Quirks
    /// After how long without a byte from the server a socket is cut, as the real servers' front does.
    package var silenceLimit: Duration
    /// How often the server pings, in the designs where it does.
    package var pingInterval: Duration
    /// How long the ID tokens of the bundled sign-in service are valid, and a one-time code serves for later requests
    /// in the designs that want the token with each.
    package var tokenLifetime: Duration
    /// How long a message waits to be overtaken (quirk `reorders`).
    package var longestHold: Duration = .milliseconds(300)
    package var log: Logger
    package var now: @Sendable () -> Timestamp

    package init(
        host: String = "127.0.0.1", port: Int = 0, storage: Storage = .memory, design: DesignBehaviour = .v2_8,
        fixed: Quirks = [], added: Quirks = [], silenceLimit: Duration = .seconds(60),
        pingInterval: Duration = .seconds(50), tokenLifetime: Duration = .seconds(3600),
        log: Logger = Logger(label: "vartalap.server"),
        now: @escaping @Sendable () -> Timestamp = { SystemTime.now() }
    ) {
        self.host = host
        self.port = port
        self.storage = storage
        self.design = design
        self.fixed = fixed
        self.added = added
        self.silenceLimit = silenceLimit
        self.pingInterval = pingInterval
        self.tokenLifetime = tokenLifetime
        self.log = log
        self.now = now
    }

    /// The quirks in force.
    var quirks: Quirks {
        design.quirks.union(added).subtracting(fixed)
    }
}
