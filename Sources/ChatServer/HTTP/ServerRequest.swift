import ChatModel
import ChatWire
import NIOHTTP1

/// One HTTP request, read to its end.
struct ServerRequest: Sendable {
    let method: HTTPMethod
    /// Without the query.
    let path: String
    /// Decoded; the first of several equal names counts.
    let query: [String: String]
    /// As written, with its question mark; empty when there is none.
    let queryText: String
    let headers: HTTPHeaders
    let body: [UInt8]

    init(head: HTTPRequestHead, body: [UInt8] = []) {
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        method = head.method
        path = String(parts.first ?? "/")
        queryText = parts.count > 1 ? "?" + parts[1] : ""
        query = parts.count > 1 ? QueryText.parse(parts[1]) : [:]
        headers = head.headers
        self.body = body
    }

    /// The value of a header or, without it, of a cookie of that name; cookie values are taken raw.
    func credential(_ name: String) -> String? {
        if let value = headers.first(name: name) { return value }
        for pair in headers[canonicalForm: "cookie"].flatMap({ $0.split(separator: ";") }) {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].trimmingSpaces == name else { continue }
            return String(parts[1].trimmingSpaces)
        }
        return nil
    }

    /// Who is asking; empty when nobody says.
    var user: UserID {
        UserID(credential("user") ?? "")
    }

    /// The body as JSON; nil when there is none.
    ///
    /// - Throws: `ServerRefusal.badRequest` for what is no JSON.
    func payload() throws(ServerRefusal) -> JSONValue? {
        guard !body.isEmpty else { return nil }
        guard let text = String(validating: body, as: UTF8.self), let value = try? JSONValue.parse(text) else {
            throw .badRequest("Invalid request payload JSON format")
        }
        return value
    }
}

extension Substring {
    /// Without spaces at either end.
    fileprivate var trimmingSpaces: Substring {
        var rest = drop { $0 == " " }
        while rest.last == " " { rest.removeLast() }
        return rest
    }
}

/// Queries in URLs.
enum QueryText {
    static func parse(_ text: Substring) -> [String: String] {
        var query: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = decode(parts[0])
            if query[name] == nil { query[name] = parts.count > 1 ? decode(parts[1]) : "" }
        }
        return query
    }

    /// Percent and plus decoding; what is no valid escape stays as it is.
    private static func decode(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard rest.count >= 2, let value = UInt8(String(Substring(rest.prefix(2))), radix: 16) else {
                    bytes.append(byte)
                    continue
                }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
