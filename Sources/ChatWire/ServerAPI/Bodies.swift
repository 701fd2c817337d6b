package import ChatModel

/// Body of a login request.
package struct LoginBody: Hashable, Sendable {
    package var user: UserID
    /// Secret. nil when the body has none: older clients put it into the header `token`.
    package var token: String?
    /// Where the server should push to. Servers from v2.7 on insist on a text that is not empty, so a client without
    /// push says so in words; their push fails without harm.
    package var notificationToken: String

    package init(user: UserID, token: String?, notificationToken: String = "none") {
        self.user = user
        self.token = token
        self.notificationToken = notificationToken
    }

    package init?(json: JSONValue) {
        guard let user = json["username"]?.string else { return nil }
        self.init(
            user: UserID(user), token: json["authToken"]?.string,
            notificationToken: json["notificationToken"]?.string ?? "")
    }

    package var json: JSONValue {
        var members = [JSONValue.Member("username", .string(user.rawValue))]
        if let token { members.append(JSONValue.Member("authToken", .string(token))) }
        members.append(JSONValue.Member("notificationToken", .string(notificationToken)))
        return .object(members)
    }
}

/// Answer to a login that succeeded.
package struct LoginAnswerBody: Hashable, Sendable {
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
        guard let user = json["username"]?.string, let key = json["accesskey"]?.string, !key.isEmpty else {
            return nil
        }
        self.init(user: UserID(user), accessKey: key, isNew: json["isNew"]?.bool ?? false)
    }

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

/// A group as servers describe it.
package struct GroupBody: Hashable, Sendable {
    package var group: Group

    package init(group: Group) {
        self.group = group
    }

    /// Members that a server lists twice (a known defect when an admin is added again) become one, with the higher
    /// role; entries without a name are left out.
    package init?(json: JSONValue) {
        guard let id = (json["groupId"] ?? json["channelId"])?.string, !id.isEmpty else { return nil }
        var members: [Member] = []
        var places: [UserID: Int] = [:]
        for entry in json["members"]?.array ?? [] {
            guard let name = entry["username"]?.string, !name.isEmpty else { continue }
            let user = UserID(name)
            let role: Member.Role = entry["role"]?.string?.lowercased() == "admin" ? .admin : .user
            if let place = places[user] {
                if role == .admin { members[place].role = .admin }
            } else {
                places[user] = members.count
                members.append(Member(user: user, role: role))
            }
        }
        group = Group(id: ConversationID(id), name: json["name"]?.string ?? "", members: members)
    }

    package var json: JSONValue {
        [
            "groupId": .string(group.id.rawValue), "name": .string(group.name),
            "members": .array(
                group.members.map { ["username": .string($0.user.rawValue), "role": .string($0.role.rawValue)] }),
            "profilePic": .null,
        ]
    }
}

/// Body of a request that creates a group.
package struct GroupCreationBody: Hashable, Sendable {
    package var name: String
    package var members: [UserID]

    package init(name: String, members: [UserID]) {
        self.name = name
        self.members = members
    }

    package init?(json: JSONValue) {
        guard let name = json["name"]?.string, let members = json["members"]?.array else { return nil }
        self.init(name: name, members: members.compactMap { $0.string }.map { UserID($0) })
    }

    package var json: JSONValue {
        [
            "name": .string(name), "members": .array(members.map { .string($0.rawValue) }), "profilePic": .null,
        ]
    }

    /// The id that the server gave the new group.
    static func readAnswer(_ json: JSONValue) -> ConversationID? {
        guard let id = (json["groupId"] ?? json["channelId"])?.string, !id.isEmpty else { return nil }
        return ConversationID(id)
    }
}
