import ChatModel
import ChatWire
import NIOHTTP1

extension GroupService {
    /// The service's own routes: the validated ones by method on the resource, and the older ones by verb, which
    /// check nothing.
    func respond(to request: ServerRequest, path: String) async throws -> ServerResponse {
        let parts = path.split(separator: "/").map(String.init)
        switch (request.method, parts.count, parts.last) {
        case (.POST, 0, _): return try await respondToCreate(request, isValidated: true)
        case (.POST, 1, "create"): return try await respondToCreate(request, isValidated: false)
        case (.GET, 0, _), (.GET, 1, "get"): return try await respondToList(request)
        case (.GET, 1, _): return try await respondToFetch(parts[0], request)
        case (.POST, 2, "members"): return try await respondToAdd(parts[0], request, isValidated: true)
        case (.POST, 2, "add"): return try await respondToAdd(parts[0], request, isValidated: false)
        case (.DELETE, 2, "members"): return try await respondToRemove(parts[0], request, isValidated: true)
        case (.POST, 2, "remove"): return try await respondToRemove(parts[0], request, isValidated: false)
        default: return .notFound
        }
    }

    private static func refused(_ status: HTTPResponseStatus) -> ServerResponse {
        .json(["status": false], status: status)
    }

    private func respondToCreate(_ request: ServerRequest, isValidated: Bool) async throws -> ServerResponse {
        let rule = PayloadRule([
            .init(name: "name", kind: .string, isRequired: true),
            .init(name: "members", kind: .strings(atMost: limits.create), isRequired: true),
            .init(name: "profilePic", kind: .nullableString),
        ])
        let payload = try check(request, by: rule, isValidated: isValidated)
        guard let members = payload?["members"]?.array else { return .internalError }
        let id = try await create(
            name: payload?["name"]?.string, picture: payload?["profilePic"]?.string,
            members: members.compactMap(\.string).map { UserID($0) }, by: request.user)
        return .json(["groupId": .string(id)])
    }

    private func respondToList(_ request: ServerRequest) async throws -> ServerResponse {
        let groups = try await groups(of: request.user)
        return .json(.array(groups.map { $0.json(withDocument: false) }))
    }

    private func respondToFetch(_ id: String, _ request: ServerRequest) async throws -> ServerResponse {
        guard let group = try await group(id, for: request.user) else { return Self.refused(.notFound) }
        return .json(group.json(withDocument: true))
    }

    private func respondToAdd(
        _ id: String, _ request: ServerRequest, isValidated: Bool
    ) async throws -> ServerResponse {
        let rule = PayloadRule([.init(name: "members", kind: .strings(atMost: limits.add), isRequired: true)])
        let payload = try check(request, by: rule, isValidated: isValidated)
        let users = (payload?["members"]?.array ?? []).compactMap(\.string).map { UserID($0) }
        guard try await add(users, to: id, by: request.user) else { return Self.refused(.notFound) }
        return .json(["status": true])
    }

    private func respondToRemove(
        _ id: String, _ request: ServerRequest, isValidated: Bool
    ) async throws -> ServerResponse {
        let rule = PayloadRule([.init(name: "member", kind: .string, isRequired: true)])
        let payload = try check(request, by: rule, isValidated: isValidated)
        guard let member = payload?["member"]?.string else { return .internalError }
        switch try await remove(UserID(member), from: id, by: request.user) {
        case .removed: return .json(["status": true])
        case .notAdmin: return Self.refused(.ok)
        case .unknown: return Self.refused(.notFound)
        }
    }

    private func check(
        _ request: ServerRequest, by rule: PayloadRule, isValidated: Bool
    ) throws(ServerRefusal) -> JSONValue? {
        let payload = try request.payload()
        guard isValidated else { return payload }
        try request.requireHeaders()
        return try rule.check(payload)
    }
}

extension GroupService.StoredGroup {
    fileprivate func json(withDocument: Bool) -> JSONValue {
        var members: [JSONValue.Member] = []
        if withDocument { members.append(.init("_id", .string(document))) }
        members.append(.init("groupId", .string(id)))
        members.append(.init("name", name.map { .string($0) } ?? .null))
        members.append(.init("members", .array(self.members.map(\.json))))
        members.append(.init("profilePic", picture.map { .string($0) } ?? .null))
        return .object(members)
    }
}
