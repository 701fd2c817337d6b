/// Turns HTTP answers into values or into the reason why there is none.
enum APIReading {
    /// The longest message of a server that is passed on, in characters.
    private static let messageLimit = 500

    /// The JSON of a success.
    static func value(_ response: APIResponse) throws(APIError) -> JSONValue {
        guard (200...299).contains(response.status) else { throw failure(response) }
        do {
            return try JSONValue.parse(response.body)
        } catch {
            let what = isWebPage(response) ? "a web page instead of data" : "the body is not JSON"
            throw .unreadable("status \(response.status), but \(what)")
        }
    }

    /// The JSON object of a success; `{"status":false}` is a refusal in spite of its status 200.
    static func object(_ response: APIResponse) throws(APIError) -> JSONValue {
        let value = try value(response)
        guard value.members != nil else { throw .unreadable("not a JSON object") }
        guard value["status"] != false else { throw .refused(status: response.status, message: message(response)) }
        return value
    }

    static func failure(_ response: APIResponse) -> APIError {
        switch response.status {
        case 401, 403: .unauthorized
        case 404: .notFound
        case 429, 500...599: .unavailable(status: response.status, retryAfterSeconds: retryAfter(response))
        case 300...399: .unreadable(redirection(response))
        case 400...499: .refused(status: response.status, message: message(response))
        default: .unreadable("unexpected status \(response.status)")
        }
    }

    private static func redirection(_ response: APIResponse) -> String {
        "a redirection" + (response.header("location").map { " to \($0.prefix(messageLimit))" } ?? "")
    }

    private static func isWebPage(_ response: APIResponse) -> Bool {
        response.body.drop { $0.isWhitespace }.first == "<"
    }

    /// The services' own words: hapi's `message`, or the `error` of a handler; nothing for nginx's HTML pages.
    private static func message(_ response: APIResponse) -> String {
        guard let body = try? JSONValue.parse(response.body) else { return "" }
        return String(((body["message"] ?? body["error"])?.string ?? "").prefix(messageLimit))
    }

    private static func retryAfter(_ response: APIResponse) -> Int? {
        response.header("retry-after").flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }
}
