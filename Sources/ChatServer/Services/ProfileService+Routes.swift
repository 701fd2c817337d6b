import ChatModel
import ChatWire
import NIOHTTP1

extension ProfileService {
    private static let loginRule = PayloadRule([
        .init(name: "username", kind: .string, isRequired: true),
        .init(name: "authToken", kind: .string),
        .init(name: "notificationToken", kind: .string, isRequired: true),
        .init(name: "deviceId", kind: .string),
        .init(name: "messageVersion", kind: .number),
    ])

    private static let syncRule = PayloadRule([.init(name: "users", kind: .strings(atMost: nil), isRequired: true)])

    /// The service's own routes. `/auth` is asked from within only: no outside path leads to it.
    func respond(to request: ServerRequest, path: String) async throws -> ServerResponse {
        switch (request.method, path) {
        case (.POST, "/login"): return try await respondToLogin(request)
        case (.GET, "/"):
            try request.requireHeaders()
            return try await respondToProfile(request.user)
        case (.GET, "/get"): return try await respondToProfile(request.user)
        case (.POST, "/contactbook/sync"):
            let payload = try request.payload()
            try request.requireHeaders()
            return try await respondToSync(try Self.syncRule.check(payload))
        case (.POST, "/user/sync"):
            guard let payload = try request.payload() else { return .internalError }
            return try await respondToSync(payload)
        default: return .notFound
        }
    }

    private func respondToLogin(_ request: ServerRequest) async throws -> ServerResponse {
        let payload = try Self.loginRule.check(try request.payload())
        let user = UserID(payload["username"]?.string ?? "")
        let login = try await login(
            user, code: payload["authToken"]?.string ?? request.credential("token"),
            device: payload["deviceId"]?.string ?? "default",
            pushToken: payload["notificationToken"]?.string ?? "")
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

    private func respondToSync(_ payload: JSONValue) async throws -> ServerResponse {
        let asked = (payload["users"]?.array ?? []).compactMap { $0.string.map { UserID($0) } }
        let registered = try await registered(among: asked)
        return .json(.object(registered.map { JSONValue.Member($0.rawValue, true) }))
    }
}
