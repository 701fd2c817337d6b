/// What the proxy says in the server's place.
enum HTTPAnswer {
    static func text(status: Int, retryAfter: Int?) -> String {
        let names = [
            301: "Moved Permanently", 302: "Found", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
            404: "Not Found", 429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway",
            503: "Service Unavailable", 504: "Gateway Timeout",
        ]
        let wait = retryAfter.map { "Retry-After: \($0)\r\n" } ?? ""
        return "HTTP/1.1 \(status) \(names[status] ?? "Status")\r\n\(wait)Content-Type: application/json\r\n"
            + "Content-Length: 2\r\nConnection: close\r\n\r\n{}"
    }
}
