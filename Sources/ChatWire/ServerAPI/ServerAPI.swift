package import ChatModel

/// The HTTP side of a server design: requests as values, answers read by pure functions. Paths are relative to the
/// server's base URL; authentication headers are added by the caller where `needsAuthentication`.
package protocol ServerAPI: Sendable {
    /// Exchanges a token (the phone's Firebase token, or the local server's one-time code) for an access key. An empty
    /// token is left out: such a login is refused, and makes the local server issue a code.
    func login(user: UserID, token: String) -> APIRequest
    func readLogin(_ response: APIResponse) throws(APIError) -> LoginAnswer

    /// Asks who we are to the server; the cheapest call that needs a valid key.
    func fetchProfile() -> APIRequest
    /// nil when the server knows no such user.
    func readProfile(_ response: APIResponse) throws(APIError) -> UserID?

    /// Asks which of these numbers have an account.
    func syncContacts(_ users: [UserID]) -> APIRequest
    func readContactSync(_ response: APIResponse) throws(APIError) -> Set<UserID>

    // MARK: Groups

    func listGroups() -> APIRequest
    func readGroups(_ response: APIResponse) throws(APIError) -> [Group]

    func fetchGroup(_ id: ConversationID) -> APIRequest
    func readGroup(_ response: APIResponse) throws(APIError) -> Group
    /// Also reads the list that a server answers in place of the one group; `notFound` when we are not in it.
    func readGroup(_ id: ConversationID, in response: APIResponse) throws(APIError) -> Group

    /// Makes a group of us, its admin, and these. Not repeatable: each call makes another group.
    func createGroup(name: String, members: [UserID]) -> APIRequest
    func readCreatedGroup(_ response: APIResponse) throws(APIError) -> ConversationID

    func addMembers(_ users: [UserID], to group: ConversationID) -> APIRequest
    func readAddedMembers(_ response: APIResponse) throws(APIError) -> GroupEdit

    /// Removes somebody else, which only an admin may, or ourselves.
    func removeMember(_ user: UserID, from group: ConversationID) -> APIRequest
    func readRemovedMember(_ response: APIResponse) throws(APIError) -> GroupEdit

    // MARK: Messages

    /// Sends without a socket; nil where the design has no such call.
    ///
    /// - Throws: `WireError.unwritable` for an envelope that no codec writes, and for more than the design takes.
    func sendMessages(_ envelopes: [Envelope]) throws(WireError) -> APIRequest?
    /// Which of the sent messages the server took. The others may be asked again, with the same id.
    func readSentMessages(_ response: APIResponse, of sent: [MessageID]) throws(APIError) -> Set<MessageID>

    /// Asks for the messages that wait for us; nil where they come over the socket.
    func pullMessages() -> APIRequest?
    func readPulledMessages(_ response: APIResponse) throws(APIError) -> [DecodedItem]
}

/// What became of adding or removing somebody, when it was not refused.
package enum GroupEdit: Hashable, Sendable {
    case done
    /// The server failed after it may have done it (v1 and v3 do): fetch the group to learn what is true.
    case mayHaveWorked
}

/// One HTTP request of a server design. Headers and body may hold secrets, so its description shows neither.
package struct APIRequest: Hashable, Sendable, Secretive {
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

    package var description: String { "\(method.rawValue) \(path)" }
}

/// One HTTP header line; a value may be a secret, so only the name is ever printed.
package struct APIHeader: Hashable, Sendable, Secretive {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    package var description: String { "\(name): (hidden)" }
}

/// What came back for an `APIRequest`; the body of a login's holds the access key.
package struct APIResponse: Hashable, Sendable, Secretive {
    package var status: Int
    package var headers: [APIHeader]
    package var body: String

    package init(status: Int, headers: [APIHeader] = [], body: String) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package var description: String { "APIResponse(\(status), \(body.utf8.count) bytes)" }
}

extension APIResponse {
    /// The value of the first header of that name, in any case.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }
}

/// A successful login.
package struct LoginAnswer: Hashable, Sendable, Secretive {
    package var user: UserID
    /// Secret: never logged, shown or passed as an argument.
    package var accessKey: String
    package var isNew: Bool

    package init(user: UserID, accessKey: String, isNew: Bool) {
        self.user = user
        self.accessKey = accessKey
        self.isNew = isNew
    }

    /// Without the key.
    package var description: String { "LoginAnswer(\(user.rawValue), isNew: \(isNew))" }
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
