package import ChatModel

/// The HTTP side of a server design: requests as values, answers read by pure functions. Paths are relative to the
/// server's base URL; authentication headers are added by the caller where `needsAuthentication`.
package protocol ServerAPI: Sendable {
    /// Exchanges a token (the phone's Firebase token, or the local server's one-time code) for an access key. An empty
    /// token is left out: such a login is refused, and makes the local server issue a code.
    func login(user: UserID, token: String) -> APIRequest
    func readLogin(_ response: APIResponse) throws(APIError) -> LoginAnswer

    /// Asks which of these numbers have an account.
    func syncContacts(_ users: [UserID]) -> APIRequest
    func readContactSync(_ response: APIResponse) throws(APIError) -> Set<UserID>

    func listGroups() -> APIRequest
    func readGroups(_ response: APIResponse) throws(APIError) -> [Group]

    func fetchGroup(_ id: ConversationID) -> APIRequest
    func readGroup(_ response: APIResponse) throws(APIError) -> Group

    /// Makes a group of its creator, who is its admin, and `members`. The server chooses the id.
    func createGroup(name: String, members: [UserID]) -> APIRequest
    func readCreatedGroup(_ response: APIResponse) throws(APIError) -> ConversationID
}

/// One HTTP request of a server design.
package struct APIRequest: Hashable, Sendable {
    package enum Method: String, Hashable, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    package var method: Method
    /// Path and query below the base URL, beginning with a slash.
    package var path: String
    package var headers: [APIHeader]
    /// JSON text; empty for none.
    package var body: String
    package var needsAuthentication: Bool

    package init(
        method: Method, path: String, headers: [APIHeader] = [], body: String = "", needsAuthentication: Bool = true
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.needsAuthentication = needsAuthentication
    }
}

/// One HTTP header line.
package struct APIHeader: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What came back for an `APIRequest`.
package struct APIResponse: Hashable, Sendable {
    package var status: Int
    package var headers: [APIHeader]
    package var body: String

    package init(status: Int, headers: [APIHeader] = [], body: String) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// A successful login.
package struct LoginAnswer: Hashable, Sendable {
    package var user: UserID
    /// Secret: never logged, shown or passed as an argument.
    package var accessKey: String
    package var isNew: Bool

    package init(user: UserID, accessKey: String, isNew: Bool) {
        self.user = user
        self.accessKey = accessKey
        self.isNew = isNew
    }
}

/// Why an HTTP answer is not what was asked for.
package enum APIError: Error, Hashable, Sendable {
    /// 401 or 403: the token or access key was refused.
    case unauthorized
    case notFound
    /// Another 4xx, with the server's own message where it gave one (remote text: make harmless before showing).
    case refused(status: Int, message: String)
    /// 5xx or 429: try again later, after the given number of seconds where the server named one.
    case unavailable(status: Int, retryAfterSeconds: Int?)
    /// A success whose body is not what the design promises (HTML, another shape).
    case unreadable(String)
}
