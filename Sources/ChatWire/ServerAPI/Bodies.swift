package import ChatModel

/// Body of a login request.
package struct LoginBody: Hashable, Sendable, Secretive {
    package var user: UserID
    /// Secret. nil when the body has none: older clients put it into the header `token`.
    package var token: String?
    /// Where the server should push to; nil for none. Servers from v2.7 on insist on a text that is not empty, so a
    /// client without push says so in words; their push fails without harm.
    package var notificationToken: String?

    package init(user: UserID, token: String?, notificationToken: String? = "none") {
        self.user = user
        self.token = token
        self.notificationToken = notificationToken
    }

    package init?(json: JSONValue) {
        guard let user = json["username"]?.string else { return nil }
        self.init(
            user: UserID(user), token: json["authToken"]?.string,
            notificationToken: json["notificationToken"]?.string)
    }

    package var description: String { "LoginBody(\(user.rawValue))" }

    package var json: JSONValue {
        var members = [JSONValue.Member("username", .string(user.rawValue))]
        if let token { members.append(JSONValue.Member("authToken", .string(token))) }
        if let notificationToken {
            members.append(JSONValue.Member("notificationToken", .string(notificationToken)))
        }
        return .object(members)
    }
}

/// Answer to a login that succeeded.
package struct LoginAnswerBody: Hashable, Sendable, Secretive {
    package var user: UserID
    /// Secret.
    package var accessKey: String
    package var isNew: Bool

    package init(user: UserID, accessKey: String, isNew: Bool) {
        self.user = user
        self.accessKey = accessKey
        self.isNew = isNew
    }

    package init?(json: JSONValue) {
        guard let user = json["username"]?.string, let key = json["accesskey"]?.string, WireLimits.isSecret(key)
        else { return nil }
        self.init(user: UserID(user), accessKey: key, isNew: json["isNew"]?.bool ?? false)
    }

    package var description: String { "LoginAnswerBody(\(user.rawValue))" }

    package var json: JSONValue {
        [
            "status": true, "username": .string(user.rawValue), "accesskey": .string(accessKey),
            "isNew": .bool(isNew),
        ]
    }
}

/// Body of a contact sync request.
package struct ContactSyncBody: Hashable, Sendable {
    package var users: [UserID]

    package init(users: [UserID]) {
        self.users = users
    }

    package init?(json: JSONValue) {
        guard let users = json["users"]?.array else { return nil }
        self.init(users: users.compactMap { $0.string }.map { UserID($0) })
    }

    package var json: JSONValue {
        ["users": .array(users.map { .string($0.rawValue) })]
    }
}
