package import ChatModel

/// The HTTP calls of a server design, told apart only by their routes. Source: protocol page, sections 4, 5 and 9.
package struct RESTAPI: ServerAPI {
    let routes: APIRoutes
    /// Writes what is sent by REST, and reads what comes back.
    let codec: any WireCodec
    /// The most messages one REST send may carry.
    let batchLimit: Int

    // MARK: Signing in

    package func login(user: UserID, token: String) -> APIRequest {
        var request = APIRequest(method: .post, path: routes.login, headers: [.json], needsAuthentication: false)
        if routes.takesTokenInBody {
            request.body = LoginBody(user: user, token: token.isEmpty ? nil : token).json.text
        } else {
            if !token.isEmpty { request.headers.append(APIHeader("token", token)) }
            request.body = LoginBody(user: user, token: nil, notificationToken: nil).json.text
        }
        return request
    }

    package func readLogin(_ response: APIResponse) throws(APIError) -> LoginAnswer {
        let answer = try APIReading.object(response)
        guard let body = LoginAnswerBody(json: answer) else { throw .unreadable("no access key in the answer") }
        return LoginAnswer(user: body.user, accessKey: body.accessKey, isNew: body.isNew)
    }

    package func fetchProfile() -> APIRequest {
        APIRequest(method: .get, path: routes.profile)
    }

    package func readProfile(_ response: APIResponse) throws(APIError) -> UserID? {
        try APIReading.object(response)["username"]?.string.map { UserID($0) }
    }

    // MARK: Contacts

    package func syncContacts(_ users: [UserID]) -> APIRequest {
        .posting(ContactSyncBody(users: users).json, to: routes.contactSync)
    }

    /// Registered numbers are answered with `true`; the others with `false` (v1) or not at all (later designs).
    package func readContactSync(_ response: APIResponse) throws(APIError) -> Set<UserID> {
        let members = try APIReading.object(response).members ?? []
        return Set(members.lazy.filter { $0.value == true }.map { UserID($0.name) })
    }
}

extension APIHeader {
    static let json = APIHeader("content-type", "application/json")
}

extension APIRequest {
    static func posting(_ json: JSONValue, to path: String, method: Method = .post) -> APIRequest {
        APIRequest(method: method, path: path, headers: [.json], body: json.text)
    }
}
