package import ChatCore

/// A server's base URL taken apart: where to connect, whether over TLS, and below which path.
package struct Endpoint: Hashable, Sendable {
    /// Lower case, without the brackets of an IPv6 address.
    package var host: String
    package var port: Int
    package var isSecure: Bool
    /// What stands before every path of the design; empty, or `/chat` without a slash at its end.
    package var basePath: String

    /// Reads `http://`, `https://`, `ws://` or `wss://`, a host, and optionally a port and a path.
    ///
    /// - Throws: `TransportError.invalidServer` with what is wrong, as a clause that can follow "the server".
    package init(parsing text: String) throws(TransportError) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .invalidServer("“\(text)” has a character that a URL cannot have")
        }
        guard let separator = text.firstRange(of: "://") else {
            throw .invalidServer("“\(text)” does not begin with https:// or http://")
        }
        switch text[..<separator.lowerBound].lowercased() {
        case "https", "wss": isSecure = true
        case "http", "ws": isSecure = false
        case let scheme: throw .invalidServer("“\(text)” begins with \(scheme)://, not with https:// or http://")
        }
        let rest = text[separator.upperBound...]
        guard !rest.contains("?"), !rest.contains("#") else {
            throw .invalidServer("“\(text)” has a query or a fragment, which a base URL cannot have")
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        (host, port) = try Self.readAuthority(rest[..<slash], of: text, defaultPort: isSecure ? 443 : 80)
        var path = rest[slash...]
        while path.last == "/" { path.removeLast() }
        basePath = String(path)
    }

    /// Whether the peer is this machine, so that plain text does not leave it.
    package var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "::1"
            || (host.hasPrefix("127.") && Self.isIPv4(host))
    }

    /// The value of the `Host` header, RFC 9110 section 7.2.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// The URL of a path below this server, for an HTTP request.
    func url(path: String) -> String {
        "\(isSecure ? "https" : "http")://\(authority)\(basePath)\(path)"
    }

    /// Whether the host is an address rather than a name: addresses are not sent as server name in TLS.
    var isAddress: Bool { host.contains(":") || Self.isIPv4(host) }

    /// Refuses plain text to another machine unless the options allow it.
    func check(_ options: NetworkOptions) throws(TransportError) {
        guard !isSecure, !isLoopback, !options.allowsPlainText else { return }
        throw .invalidServer(
            "\(host) would be reached over http://, without encryption; use https:// or allow plain text")
    }

    private static func isIPv4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func readAuthority(
        _ authority: Substring, of text: String, defaultPort: Int
    ) throws(TransportError) -> (host: String, port: Int) {
        guard !authority.contains("@") else {
            throw .invalidServer("“\(text)” has a user name in it, which is not supported")
        }
        var name = authority
        var portText: Substring?
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else {
                throw .invalidServer("“\(text)” has a [ without its ]")
            }
            name = authority[authority.index(after: authority.startIndex)..<end]
            let tail = authority[authority.index(after: end)...]
            guard tail.isEmpty || tail.first == ":", name.contains(":"),
                name.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
            else { throw .invalidServer("“\(text)” has no usable address between its brackets") }
            portText = tail.isEmpty ? nil : tail.dropFirst()
        } else {
            if let colon = authority.firstIndex(of: ":") {
                name = authority[..<colon]
                portText = authority[authority.index(after: colon)...]
            }
            guard name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." || $0 == "_" }) else {
                throw .invalidServer("“\(text)” has a host name with a character that cannot be in one")
            }
        }
        guard !name.isEmpty else { throw .invalidServer("“\(text)” names no host") }
        guard let portText else { return (name.lowercased(), defaultPort) }
        guard let port = UInt16(portText), port > 0 else {
            throw .invalidServer("“\(text)” has a port that is not a number from 1 to 65535")
        }
        return (name.lowercased(), Int(port))
    }
}
