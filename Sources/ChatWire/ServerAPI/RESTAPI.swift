package import ChatModel

/// The HTTP calls of a server design, told apart only by their routes. Source: protocol page, sections 4 and 5.
package struct RESTAPI: ServerAPI {
    /// Paths below the base URL, as they are asked through nginx.
    package struct Routes: Hashable, Sendable {
        package var login: String
        package var contactSync: String
        /// With the slash at the end: nginx knows no other.
        package var groups: String

        // swift-format-ignore: AlwaysUseLowerCamelCase
        package static let v2_8 = Routes(
            login: "/v1.0/login", contactSync: "/v1.0/contactbook/sync", groups: "/v1.0/groups/")
    }

    private let routes: Routes

    package init(routes: Routes) {
        self.routes = routes
    }

    package func login(user: UserID, token: String) -> APIRequest {
        let body = LoginBody(user: user, token: token.isEmpty ? nil : token)
        return APIRequest(
            method: .post, path: routes.login, headers: [.json], body: body.json.text, needsAuthentication: false)
    }

    package func readLogin(_ response: APIResponse) throws(APIError) -> LoginAnswer {
        let answer = try APIReading.object(response)
        guard let body = LoginAnswerBody(json: answer) else { throw .unreadable("no access key in the answer") }
        return LoginAnswer(user: body.user, accessKey: body.accessKey, isNew: body.isNew)
    }

    package func syncContacts(_ users: [UserID]) -> APIRequest {
        APIRequest(
            method: .post, path: routes.contactSync, headers: [.json], body: ContactSyncBody(users: users).json.text)
    }

    /// Registered numbers are answered with `true`; the others with `false` (v1) or not at all (later designs).
    package func readContactSync(_ response: APIResponse) throws(APIError) -> Set<UserID> {
        let members = try APIReading.object(response).members ?? []
        return Set(members.lazy.filter { $0.value == true }.map { UserID($0.name) })
    }

    package func listGroups() -> APIRequest {
        APIRequest(method: .get, path: routes.groups)
    }

    package func readGroups(_ response: APIResponse) throws(APIError) -> [Group] {
        guard let list = try APIReading.value(response).array else { throw .unreadable("not a list of groups") }
        return list.compactMap { GroupBody(json: $0)?.group }
    }

    package func fetchGroup(_ id: ConversationID) -> APIRequest {
        APIRequest(method: .get, path: routes.groups + PathComponent.encode(id.rawValue))
    }

    package func readGroup(_ response: APIResponse) throws(APIError) -> Group {
        guard let body = GroupBody(json: try APIReading.object(response)) else { throw .unreadable("not a group") }
        return body.group
    }

    package func createGroup(name: String, members: [UserID]) -> APIRequest {
        let body = GroupCreationBody(name: name, members: members)
        return APIRequest(method: .post, path: routes.groups, headers: [.json], body: body.json.text)
    }

    package func readCreatedGroup(_ response: APIResponse) throws(APIError) -> ConversationID {
        guard let id = GroupCreationBody.readAnswer(try APIReading.object(response)) else {
            throw .unreadable("no group id in the answer")
        }
        return id
    }
}

extension APIHeader {
    static let json = APIHeader("content-type", "application/json")
}

/// Puts names that came from a frame into a path so that they can only ever be one component of it.
enum PathComponent {
    static func encode(_ name: String) -> String {
        var path = ""
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                path.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hexadecimal = String(byte, radix: 16, uppercase: true)
                path += "%" + (hexadecimal.utf8.count == 1 ? "0" : "") + hexadecimal
            }
        }
        return path
    }
}
