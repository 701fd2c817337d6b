import ChatCore
import ChatNetwork

/// The real network, with the choices of the configuration.
nonisolated struct Network: Sendable {
    private var options = NetworkOptions()

    init(_ configuration: Configuration) {
        options.caFile = configuration[.serverAuthorities]
        options.allowsPlainText = configuration[.serverPlainText] == "true"
    }

    var transport: any Transport { WebSocketTransport(options: options) }

    /// The system's news of the network and of sleep.
    var wakes: any Wakes { SystemWakes() }

    func directory() throws -> any Directory {
        try HTTPDirectory(options: options)
    }
}
