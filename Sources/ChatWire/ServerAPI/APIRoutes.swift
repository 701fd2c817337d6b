import ChatModel

/// In what the HTTP calls of the designs differ: paths below the base URL, as they are asked through nginx.
package struct APIRoutes: Hashable, Sendable {
    /// One call about one group.
    struct GroupCall: Hashable, Sendable {
        var method: APIRequest.Method
        /// `{id}` stands for the group.
        var path: String
        /// Whether 500 is also the answer to a call that did what was asked (defects of v1 and v3).
        var failureMayHaveWorked = false

        func path(for group: ConversationID) -> String {
            path.replacing("{id}", with: PathComponent.encode(group.rawValue))
        }
    }

    var login: String
    /// Up to v2.6 the token is a header and the body has the name alone; later designs refuse a body without the rest.
    var takesTokenInBody: Bool
    var profile: String
    var contactSync: String
    var createGroup: String
    /// The `type` that a new group must have, where there are several.
    var groupType: String?
    var listGroups: String
    var group: GroupCall
    var addMembers: GroupCall
    var removeMember: GroupCall
    /// Path and query of the REST send; nil where there is none.
    var sendMessages: String?
    /// Whether its answer lists what was taken; without, a success means all.
    var listsTakenMessages: Bool
    /// Path and query by which messages that wait are fetched; nil where the socket brings them.
    var pullMessages: String?
}

extension APIRoutes {
    /// v1 and v2.0; the base of what came until v2.5.
    static let unversioned = APIRoutes(
        login: "/login", takesTokenInBody: false, profile: "/profile/get", contactSync: "/profile/user/sync",
        createGroup: "/group/create", listGroups: "/group/get",
        group: GroupCall(method: .get, path: "/group/{id}"),
        addMembers: GroupCall(method: .post, path: "/group/{id}/add"),
        removeMember: GroupCall(method: .post, path: "/group/{id}/remove"),
        listsTakenMessages: false)

    /// v2.6; the base of what came later. The slash at the end of `groups/` matters: nginx knows no other.
    static let versioned = APIRoutes(
        login: "/v1.0/login", takesTokenInBody: false, profile: "/v1.0/profile/",
        contactSync: "/v1.0/contactbook/sync", createGroup: "/v1.0/groups/", listGroups: "/v1.0/groups/",
        group: GroupCall(method: .get, path: "/v1.0/groups/{id}"),
        addMembers: GroupCall(method: .post, path: "/v1.0/groups/{id}/members"),
        removeMember: GroupCall(method: .delete, path: "/v1.0/groups/{id}/members"),
        sendMessages: "/v1.0/messages", listsTakenMessages: false)

    /// The same with some things changed.
    func with(_ change: (inout APIRoutes) -> Void) -> APIRoutes {
        var routes = self
        change(&routes)
        return routes
    }
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
