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

    func directory() throws -> any Directory {
        try HTTPDirectory(options: options)
    }
}
