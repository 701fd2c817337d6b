import ChatWire
import NIOHTTP1

/// One HTTP answer.
struct ServerResponse: Sendable {
    var status: HTTPResponseStatus
    /// nil when there is no body.
    var contentType: String?
    var body: String
    var headers: HTTPHeaders = [:]

    static func json(_ value: JSONValue, status: HTTPResponseStatus = .ok) -> ServerResponse {
        ServerResponse(status: status, contentType: "application/json; charset=utf-8", body: value.text)
    }

    /// 201 without a body.
    static let created = ServerResponse(status: .created, contentType: nil, body: "")

    /// The service framework's own error: `{"statusCode":…,"error":…,"message":…}`.
    static func failure(_ status: HTTPResponseStatus, message: String) -> ServerResponse {
        let error: JSONValue = [
            "statusCode": .integer(Int64(status.code)), "error": .string(status.reasonPhrase),
            "message": .string(message),
        ]
        return .json(error, status: status)
    }

    static let notFound = failure(.notFound, message: "Not Found")
    static let internalError = failure(.internalServerError, message: "An internal server error occurred")

    /// The page with which the front (nginx) answers in its own name.
    static func frontPage(_ status: HTTPResponseStatus) -> ServerResponse {
        let title =
            switch status {
            case .unauthorized: "401 Authorization Required"
            default: "\(status.code) \(status.reasonPhrase)"
            }
        let lines = [
            "<html>", "<head><title>\(title)</title></head>", "<body>", "<center><h1>\(title)</h1></center>",
            "<hr><center>nginx</center>", "</body>", "</html>", "",
        ]
        return ServerResponse(status: status, contentType: "text/html", body: lines.joined(separator: "\r\n"))
    }

    static func redirect(to location: String) -> ServerResponse {
        var response = frontPage(.movedPermanently)
        response.headers.add(name: "location", value: location)
        return response
    }
}

/// A request that a service's framework turns away before its handler sees it.
enum ServerRefusal: Error, Hashable, Sendable {
    /// 400 with this message.
    case badRequest(String)
}
