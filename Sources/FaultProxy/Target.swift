/// The server behind the proxy, as its URL names it.
struct Target: Hashable, Sendable {
    var host: String
    var port: Int
    var isSecure: Bool
    /// Empty, or a path without a slash at its end.
    var basePath: String

    /// The value of the `Host` header.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    init(parsing text: String) throws(FaultProxyError) {
        let schemes = ["http://": false, "ws://": false, "https://": true, "wss://": true]
        guard let (scheme, isSecure) = schemes.first(where: { text.lowercased().hasPrefix($0.key) }) else {
            throw .badTarget(text, "it begins with none of http://, https://, ws:// and wss://")
        }
        self.isSecure = isSecure
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        var path = rest[authority.endIndex...]
        guard !path.contains("?"), !path.contains("#") else { throw .badTarget(text, "it has a query or a fragment") }
        while path.last == "/" { path.removeLast() }
        basePath = String(path)
        guard let (host, port) = Self.split(authority, defaultPort: isSecure ? 443 : 80) else {
            throw .badTarget(text, "it names no host, or a port that is none")
        }
        (self.host, self.port) = (host, port)
    }

    /// Reads `host`, `host:port` or `[address]:port`; ports go from 0 to 65535.
    static func split(_ authority: some StringProtocol, defaultPort: Int?) -> (host: String, port: Int)? {
        var host = String(authority)
        var portText: String?
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return nil }
            let tail = host[host.index(after: end)...]
            if tail.hasPrefix(":") { portText = String(tail.dropFirst()) } else if !tail.isEmpty { return nil }
            host = String(host[host.index(after: host.startIndex)..<end])
        } else if let colon = host.lastIndex(of: ":") {
            portText = String(host[host.index(after: colon)...])
            host = String(host[..<colon])
        }
        guard !host.isEmpty, let port = portText.map({ UInt16($0).map(Int.init) }) ?? defaultPort else { return nil }
        return (host, port)
    }
}

/// Why a proxy could not be started.
package enum FaultProxyError: Error, Hashable, Sendable {
    case badTarget(String, String)
    /// The address to listen on is not `host:port`.
    case badAddress(String)
    case cannotListen(String, reason: String)
    case noTLS(reason: String)
}
