package import ChatModel

/// A group as servers describe it.
package struct GroupBody: Hashable, Sendable {
    package var group: Group

    package init(group: Group) {
        self.group = group
    }

    /// Members that a server lists twice (a known defect when an admin is added again) become one, with the higher
    /// role; entries without a name are left out, and so is what goes beyond `WireLimits`.
    package init?(json: JSONValue) {
        guard let id = Self.identifier(in: json) else { return nil }
        var members: [Member] = []
        var places: [UserID: Int] = [:]
        for entry in json["members"]?.array ?? [] {
            guard members.count < WireLimits.groupMembers else { break }
            guard let name = entry["username"]?.string, !name.isEmpty, name.utf8.count <= WireLimits.nameBytes else {
                continue
            }
            let user = UserID(name)
            let role: Member.Role = entry["role"]?.string?.lowercased() == "admin" ? .admin : .user
            if let place = places[user] {
                if role == .admin { members[place].role = .admin }
            } else {
                places[user] = members.count
                members.append(Member(user: user, role: role))
            }
        }
        let title = String((json["name"]?.string ?? "").unicodeScalars.prefix(WireLimits.titleScalars))
        group = Group(id: id, name: title, members: members)
    }

    /// The id by either name: v3 says channel for group.
    static func identifier(in json: JSONValue) -> ConversationID? {
        guard let id = (json["groupId"] ?? json["channelId"])?.string, !id.isEmpty,
            id.utf8.count <= WireLimits.nameBytes
        else { return nil }
        return ConversationID(id)
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

/// Body of a request for a new group.
package struct GroupCreationBody: Hashable, Sendable {
    package var name: String
    /// v3 only: `group`.
    package var type: String?
    /// The creator need not be among them.
    package var members: [UserID]

    package init(name: String, type: String?, members: [UserID]) {
        self.name = name
        self.type = type
        self.members = members
    }

    package var json: JSONValue {
        var body = [JSONValue.Member("name", .string(name))]
        if let type { body.append(JSONValue.Member("type", .string(type))) }
        body.append(JSONValue.Member("members", .array(members.map { .string($0.rawValue) })))
        body.append(JSONValue.Member("profilePic", .null))
        return .object(body)
    }
}

/// Body of a request to add members.
package struct AddedMembersBody: Hashable, Sendable {
    package var users: [UserID]

    package init(users: [UserID]) {
        self.users = users
    }

    package var json: JSONValue {
        ["members": .array(users.map { .string($0.rawValue) })]
    }
}

/// Body of a request to remove one member.
package struct RemovedMemberBody: Hashable, Sendable {
    package var user: UserID

    package init(user: UserID) {
        self.user = user
    }

    package var json: JSONValue {
        ["member": .string(user.rawValue)]
    }
}
