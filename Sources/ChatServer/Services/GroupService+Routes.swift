import ChatModel
import ChatWire
import NIOHTTP1

extension GroupService {
    /// The service's own routes: by method on the resource, validated where the design has limits, and the older ones
    /// by verb, which check nothing.
    func respond(to request: ServerRequest, path: String) async throws -> ServerResponse {
        let parts = path.split(separator: "/").map(String.init)
        if rules.hasResources, let response = try await respondAsResource(request, parts) { return response }
        if rules.hasVerbs, let response = try await respondToVerb(request, parts) { return response }
        guard request.method == .GET, parts.count == 1 else { return .notFound }
        return try await respondToFetch(parts[0], request)
    }

    private func respondAsResource(_ request: ServerRequest, _ parts: [String]) async throws -> ServerResponse? {
        let isValidated = rules.limits != nil
        return switch (request.method, parts.count, parts.last) {
        case (.POST, 0, _): try await respondToCreate(request, isValidated: isValidated)
        case (.GET, 0, _): try await respondToList(request)
        case (.POST, 2, "members"): try await respondToAdd(parts[0], request, isValidated: isValidated)
        case (.DELETE, 2, "members"): try await respondToRemove(parts[0], request, isValidated: isValidated)
        default: nil
        }
    }

    private func respondToVerb(_ request: ServerRequest, _ parts: [String]) async throws -> ServerResponse? {
        switch (request.method, parts.count, parts.last) {
        case (.POST, 1, "create"): try await respondToCreate(request, isValidated: false)
        case (.GET, 1, "get"): try await respondToList(request)
        case (.POST, 2, "add"): try await respondToAdd(parts[0], request, isValidated: false)
        case (.POST, 2, "remove"): try await respondToRemove(parts[0], request, isValidated: false)
        default: nil
        }
    }

    private static func refused(_ status: HTTPResponseStatus) -> ServerResponse {
        .json(["status": false], status: status)
    }

    private func respondToCreate(_ request: ServerRequest, isValidated: Bool) async throws -> ServerResponse {
        var fields: [PayloadRule.Field] = [
            .init(name: "name", kind: .string, isRequired: true),
            .init(name: "members", kind: .strings(atMost: rules.limits?.create), isRequired: true),
            .init(name: "profilePic", kind: .nullableString),
        ]
        if rules.areChannels { fields.append(.init(name: "type", kind: .string, isRequired: true)) }
        let payload = try check(request, by: PayloadRule(fields), isValidated: isValidated)
        guard let members = payload?["members"]?.array else { return .internalError }
        let id = try await create(
            name: payload?["name"]?.string, picture: payload?["profilePic"]?.string,
            members: members.compactMap(\.string).map { UserID($0) }, by: request.user)
        let answer = JSONValue.Member("groupId", .string(id))
        return .json(.object(rules.areChannels ? [answer, .init("channelId", .string(id))] : [answer]))
    }

    private func respondToList(_ request: ServerRequest) async throws -> ServerResponse {
        // There are no channels but groups.
        if rules.areChannels, let type = request.query["type"], type != "group" { return .json([]) }
        let groups = try await groups(of: request.user)
        return .json(.array(groups.map { json(of: $0, withDocument: false) }))
    }

    private func respondToFetch(_ id: String, _ request: ServerRequest) async throws -> ServerResponse {
        guard let group = try await group(id, for: request.user) else {
            return quirks.contains(.failsForStrangers) ? .internalError : Self.refused(.notFound)
        }
        return .json(json(of: group, withDocument: rules.showsDocument))
    }

    private func respondToAdd(
        _ id: String, _ request: ServerRequest, isValidated: Bool
    ) async throws -> ServerResponse {
        let rule = PayloadRule([.init(name: "members", kind: .strings(atMost: rules.limits?.add), isRequired: true)])
        let payload = try check(request, by: rule, isValidated: isValidated)
        let users = (payload?["members"]?.array ?? []).compactMap(\.string).map { UserID($0) }
        switch try await add(users, to: id, by: request.user) {
        case .done: return .json(["status": true])
        case .notAdmin, .stranger, .unknown: return Self.refused(.notFound)
        case .failed: return .internalError
        }
    }

    private func respondToRemove(
        _ id: String, _ request: ServerRequest, isValidated: Bool
    ) async throws -> ServerResponse {
        let rule = PayloadRule([.init(name: "member", kind: .string, isRequired: true)])
        let payload = try check(request, by: rule, isValidated: isValidated)
        guard let member = payload?["member"]?.string else { return .internalError }
        switch try await remove(UserID(member), from: id, by: request.user) {
        case .done: return .json(["status": true])
        case .notAdmin: return Self.refused(.ok)
        case .stranger where quirks.contains(.failsForStrangers): return .internalError
        case .stranger, .unknown: return Self.refused(.notFound)
        case .failed: return .internalError
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

    private func json(of group: StoredGroup, withDocument: Bool) -> JSONValue {
        var members: [JSONValue.Member] = []
        if withDocument { members.append(.init("_id", .string(group.document))) }
        members.append(.init(rules.areChannels ? "channelId" : "groupId", .string(group.id)))
        members.append(.init("name", group.name.map { .string($0) } ?? .null))
        if rules.areChannels { members.append(.init("type", "group")) }
        members.append(.init("members", .array(group.members.map { $0.json(withSince: rules.areChannels) })))
        members.append(.init("profilePic", group.picture.map { .string($0) } ?? .null))
        return .object(members)
    }
}
