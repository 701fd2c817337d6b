package import ChatModel

/// Groups, which v3 calls channels. Source: protocol page, section 5.
extension RESTAPI {
    package func listGroups() -> APIRequest {
        APIRequest(method: .get, path: routes.listGroups)
    }

    package func readGroups(_ response: APIResponse) throws(APIError) -> [Group] {
        guard let list = try APIReading.value(response).array else { throw .unreadable("not a list of groups") }
        return list.prefix(WireLimits.groups).compactMap { GroupBody(json: $0)?.group }
    }

    package func fetchGroup(_ id: ConversationID) -> APIRequest {
        APIRequest(method: routes.group.method, path: routes.group.path(for: id))
    }

    package func readGroup(_ response: APIResponse) throws(APIError) -> Group {
        guard let body = GroupBody(json: try APIReading.object(response)) else { throw .unreadable("not a group") }
        return body.group
    }

    /// Through the nginx that v3 ships, the path of one channel leads to the list of all.
    package func readGroup(_ id: ConversationID, in response: APIResponse) throws(APIError) -> Group {
        guard try APIReading.value(response).array != nil else { return try readGroup(response) }
        guard let group = try readGroups(response).first(where: { $0.id == id }) else { throw .notFound }
        return group
    }

    package func createGroup(name: String, members: [UserID]) -> APIRequest {
        let body = GroupCreationBody(name: name, type: routes.groupType, members: members)
        return .posting(body.json, to: routes.createGroup)
    }

    package func readCreatedGroup(_ response: APIResponse) throws(APIError) -> ConversationID {
        let answer = try APIReading.object(response)
        guard let id = GroupBody.identifier(in: answer) else { throw .unreadable("no group id in the answer") }
        return id
    }

    package func addMembers(_ users: [UserID], to group: ConversationID) -> APIRequest {
        let call = routes.addMembers
        return .posting(AddedMembersBody(users: users).json, to: call.path(for: group), method: call.method)
    }

    package func readAddedMembers(_ response: APIResponse) throws(APIError) -> GroupEdit {
        try readEdit(response, of: routes.addMembers)
    }

    package func removeMember(_ user: UserID, from group: ConversationID) -> APIRequest {
        let call = routes.removeMember
        return .posting(RemovedMemberBody(user: user).json, to: call.path(for: group), method: call.method)
    }

    package func readRemovedMember(_ response: APIResponse) throws(APIError) -> GroupEdit {
        try readEdit(response, of: routes.removeMember)
    }

    private func readEdit(_ response: APIResponse, of call: APIRoutes.GroupCall) throws(APIError) -> GroupEdit {
        if response.status == 500, call.failureMayHaveWorked { return .mayHaveWorked }
        _ = try APIReading.object(response)
        return .done
    }
}
