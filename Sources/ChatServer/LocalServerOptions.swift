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
    /// After how long without a byte from the server a socket is cut, as the real servers' front does.
    package var silenceLimit: Duration
    package var log: Logger
    package var now: @Sendable () -> Timestamp

    package init(
        host: String = "127.0.0.1", port: Int = 0, storage: Storage = .memory, design: DesignBehaviour = .v2_8,
        fixed: Quirks = [], silenceLimit: Duration = .seconds(60), log: Logger = Logger(label: "vartalap.server"),
        now: @escaping @Sendable () -> Timestamp = { SystemTime.now() }
    ) {
        self.host = host
        self.port = port
        self.storage = storage
        self.design = design
        self.fixed = fixed
        self.silenceLimit = silenceLimit
        self.log = log
        self.now = now
    }

    /// The quirks in force.
    var quirks: Quirks {
        design.quirks.subtracting(fixed)
    }
}
