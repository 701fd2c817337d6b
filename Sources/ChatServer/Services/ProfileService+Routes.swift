import ChatModel
import ChatWire
import NIOHTTP1

extension ProfileService {
    private static let loginFields: [PayloadRule.Field] = [
        .init(name: "username", kind: .string, isRequired: true),
        .init(name: "authToken", kind: .string),
        .init(name: "notificationToken", kind: .string, isRequired: true),
        .init(name: "deviceId", kind: .string),
    ]

    private static let syncRule = PayloadRule([.init(name: "users", kind: .strings(atMost: nil), isRequired: true)])

    /// The service's own routes. `/auth` is asked from within only: no outside path leads to it.
    func respond(to request: ServerRequest, path: String) async throws -> ServerResponse {
        switch (request.method, path) {
        case (.POST, "/login"): return try await respondToLogin(request)
        case (.GET, "/") where rules.hasResources:
            if isValidated { try request.requireHeaders() }
            return try await respondToProfile(request.user)
        case (.GET, "/get") where rules.hasVerbs: return try await respondToProfile(request.user)
        case (.POST, "/contactbook/sync") where rules.hasResources:
            let payload = try request.payload()
            if isValidated {
                try request.requireHeaders()
                _ = try Self.syncRule.check(payload)
            }
            return try await respondToSync(payload)
        case (.POST, "/user/sync") where rules.hasVerbs: return try await respondToSync(try request.payload())
        default: return .notFound
        }
    }

    private var isValidated: Bool { rules.loginBody != .unchecked }

    private func respondToLogin(_ request: ServerRequest) async throws -> ServerResponse {
        var payload = try request.payload()
        var token = request.credential("token")
        switch rules.loginBody {
        case .unchecked:
            guard payload != nil else { return .internalError }
        case .checked(let knowsMessageVersion):
            let version: [PayloadRule.Field] = [.init(name: "messageVersion", kind: .number)]
            payload = try PayloadRule(Self.loginFields + (knowsMessageVersion ? version : [])).check(payload)
            token = payload?["authToken"]?.string ?? token
        }
        let user = UserID(payload?["username"]?.string ?? "")
        let login = try await login(
            user, token: token, device: payload?["deviceId"]?.string ?? "default",
            pushToken: payload?["notificationToken"]?.string)
        guard let login else { return .json([:], status: .unauthorized) }
        return .json([
            "status": true, "username": .string(user.rawValue), "accesskey": .string(login.accessKey),
            "isNew": .bool(login.isNew),
        ])
    }

    private func respondToProfile(_ user: UserID) async throws -> ServerResponse {
        guard try await isRegistered(user) else { return .json([:]) }
        return .json(["username": .string(user.rawValue)])
    }

    private func respondToSync(_ payload: JSONValue?) async throws -> ServerResponse {
        guard let payload else { return .internalError }
        let asked = (payload["users"]?.array ?? []).compactMap { $0.string.map { UserID($0) } }
        let registered = try await registered(among: asked)
        guard rules.answersForAll else {
            return .json(.object(registered.map { JSONValue.Member($0.rawValue, true) }))
        }
        let known = Set(registered)
        return .json(.object(asked.map { JSONValue.Member($0.rawValue, .bool(known.contains($0))) }))
    }
}
